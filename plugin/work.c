/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "instance.h"
#include "log.h"

static const uint32_t work_message = 1; /* hosts want a message; all it says is that there is something to do */

static int something_due(const Instance *instance) {
  if (instance->audio.request.number != atomic_load(&instance->handled)) return 1;
  for (int i = 0; i < REPORT_COUNT; i++)
    if (atomic_load_explicit(&instance->reports[i], memory_order_relaxed)) return 1;
  return 0;
}

void work_schedule(Instance *instance) {
  if (!instance->schedule.schedule_work) return;
  if (!something_due(instance) && !swap_has_retired(&instance->swap)) return;
  if (atomic_exchange(&instance->work_due, 1)) return;
  /* A host whose queue is full is asked again by the next run(). */
  if (instance->schedule.schedule_work(instance->schedule.handle, sizeof work_message, &work_message) !=
      LV2_WORKER_SUCCESS)
    atomic_store(&instance->work_due, 0);
}

static LV2_Worker_Status work(LV2_Handle handle, LV2_Worker_Respond_Function respond,
                              LV2_Worker_Respond_Handle respond_handle, uint32_t size, const void *data) {
  (void)respond, (void)respond_handle, (void)size, (void)data;
  Instance *instance = handle;
  Request request;
  atomic_store(&instance->work_due, 0);
  swap_collect(&instance->swap);
  log_reports(instance);
  if (!seqlock_read(&instance->request_sequence, instance->request, &request, sizeof request))
    return LV2_WORKER_SUCCESS;
  if (request.number == atomic_load(&instance->handled)) return LV2_WORKER_SUCCESS;
  choose_model(instance, request.path);
  atomic_store(&instance->handled, request.number);
  return LV2_WORKER_SUCCESS;
}

static LV2_Worker_Status work_response(LV2_Handle instance, uint32_t size, const void *data) {
  (void)instance, (void)size, (void)data;
  return LV2_WORKER_SUCCESS;
}

const LV2_Worker_Interface work_interface = {work, work_response, NULL};
