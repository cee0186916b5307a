/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "check.h"

#include "level.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define THREADS_MOST 64
#define SILENT_DB (-80.0)
#define CLIPPED_SHARE 0.0005
#define NOISY_DB 20.0
#define BAND_SHARE (2.0 / 3)

/* What one file showed. */
typedef struct {
  int readable, silent, clipped;
  double seconds, snr_db, bandwidth_hz, rate, level_db;
  char *sentence;
} Look;

typedef struct {
  Corpus *corpus;
  Look *looks[CORPUS_KINDS];
  uint32_t counts[CORPUS_KINDS];
  atomic_uint next; /* number among all files */
} Survey;

static void look_at(Corpus *corpus, CorpusKind kind, uint32_t index, Look *look) {
  CorpusClip clip;
  char message[1024];
  if (!corpus_acquire(corpus, kind, index, 0.5, &clip, message, sizeof message)) {
    look->sentence = strdup(message);
    return;
  }
  look->readable = 1;
  look->seconds = clip.seconds;
  look->rate = clip.source_rate;
  look->bandwidth_hz = clip.bandwidth_hz;
  look->level_db = 20 * log10((double)clip.active * (double)clip.scale + 1e-12);
  look->silent = look->level_db < SILENT_DB;
  look->snr_db = level_contrast_db(clip.samples, clip.count);
  look->clipped = clip.flat_share > CLIPPED_SHARE;
  corpus_release(corpus, &clip);
}

static void *survey_thread(void *context) {
  Survey *survey = context;
  uint32_t all = 0;
  for (int kind = 0; kind < CORPUS_KINDS; kind++)
    all += survey->counts[kind];
  for (uint32_t number; (number = atomic_fetch_add(&survey->next, 1)) < all;) {
    int kind = 0;
    for (; number >= survey->counts[kind]; kind++)
      number -= survey->counts[kind];
    look_at(survey->corpus, (CorpusKind)kind, number, &survey->looks[kind][number]);
  }
  return NULL;
}

static int has_trouble(const Look *look, CorpusKind kind, CheckTrouble trouble) {
  static const double seconds_least[CORPUS_KINDS] = {0.5, 0.05, 0.01};
  if (trouble == CHECK_UNREADABLE) return !look->readable;
  if (!look->readable) return 0;
  if (trouble == CHECK_SILENT) return look->silent;
  if (look->silent) return 0;
  if (trouble == CHECK_TOO_SHORT) return look->seconds < seconds_least[kind];
  if (trouble == CHECK_CLIPPED) return look->clipped && kind != CORPUS_ROOM;
  if (trouble == CHECK_NOISY) return kind == CORPUS_SPEECH && look->snr_db < NOISY_DB;
  return kind != CORPUS_ROOM && look->bandwidth_hz < BAND_SHARE * 0.5 * fmin(look->rate, CORPUS_RATE);
}

static char *describe(const Look *look, CheckTrouble trouble) {
  char *text = NULL;
  int length = 0;
  if (trouble == CHECK_UNREADABLE) return strdup(look->sentence ? look->sentence : "unreadable");
  if (trouble == CHECK_SILENT || trouble == CHECK_CLIPPED)
    length = asprintf(&text, "active level %.1f dBFS", look->level_db);
  if (trouble == CHECK_TOO_SHORT) length = asprintf(&text, "%.2f s", look->seconds);
  if (trouble == CHECK_NOISY) length = asprintf(&text, "pauses %.0f dB below the voice", look->snr_db);
  if (trouble == CHECK_BAND_LIMITED)
    length = asprintf(&text, "%.1f kHz wide at a rate of %.1f kHz", look->bandwidth_hz / 1000, look->rate / 1000);
  return length < 0 ? NULL : text;
}

static int add_finding(CheckReport *report, uint32_t *room, CheckTrouble trouble, CorpusKind kind, uint32_t index,
                       const Look *look) {
  if (report->finding_count == *room) {
    *room = *room ? 2 * *room : 64;
    CheckFinding *findings = realloc(report->findings, *room * sizeof *findings);
    if (!findings) return 0;
    report->findings = findings;
  }
  char *detail = describe(look, trouble);
  if (!detail) return 0;
  report->findings[report->finding_count++] = (CheckFinding){trouble, kind, index, detail};
  report->counts[kind][trouble]++;
  return 1;
}

static int gather(const Survey *survey, CheckReport *report) {
  uint32_t room = 0;
  double snr = 0;
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    for (int trouble = 0; trouble < CHECK_TROUBLES; trouble++)
      for (uint32_t i = 0; i < survey->counts[kind]; i++)
        if (has_trouble(&survey->looks[kind][i], (CorpusKind)kind, (CheckTrouble)trouble) &&
            !add_finding(report, &room, (CheckTrouble)trouble, (CorpusKind)kind, i, &survey->looks[kind][i]))
          return 0;
    uint32_t readable = 0;
    for (uint32_t i = 0; i < survey->counts[kind]; i++) {
      const Look *look = &survey->looks[kind][i];
      if (!look->readable) continue;
      readable++;
      report->seconds[kind] += look->seconds;
      report->bandwidth[kind] += look->seconds * look->bandwidth_hz;
      if (kind == CORPUS_SPEECH) snr += look->snr_db;
    }
    if (report->seconds[kind] > 0) report->bandwidth[kind] /= report->seconds[kind];
    if (kind == CORPUS_SPEECH && readable) report->speech_snr_db = snr / readable;
  }
  return 1;
}

static void run_threads(Survey *survey, uint32_t threads) {
  pthread_t ids[THREADS_MOST];
  uint32_t started = 0;
  if (threads > THREADS_MOST) threads = THREADS_MOST;
  while (started + 1 < threads && pthread_create(&ids[started], NULL, survey_thread, survey) == 0)
    started++;
  survey_thread(survey);
  for (uint32_t i = 0; i < started; i++)
    pthread_join(ids[i], NULL);
}

int check_corpus(Corpus *corpus, uint32_t threads, CheckReport *report, char *message, size_t message_size) {
  Survey survey = {.corpus = corpus};
  int done = 1;
  *report = (CheckReport){0};
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    report->files[kind] = survey.counts[kind] = corpus_count(corpus, (CorpusKind)kind);
    report->sources[kind] = corpus_source_count(corpus, (CorpusKind)kind);
    survey.looks[kind] = calloc(survey.counts[kind] + 1, sizeof *survey.looks[kind]);
    done = done && survey.looks[kind];
  }
  if (done) {
    run_threads(&survey, threads);
    done = gather(&survey, report);
  }
  for (int kind = 0; kind < CORPUS_KINDS; kind++) {
    for (uint32_t i = 0; survey.looks[kind] && i < survey.counts[kind]; i++)
      free(survey.looks[kind][i].sentence);
    free(survey.looks[kind]);
  }
  if (done) return 1;
  snprintf(message, message_size, "there is not enough memory to check the recordings");
  check_report_free(report);
  return 0;
}

void check_report_free(CheckReport *report) {
  for (uint32_t i = 0; i < report->finding_count; i++)
    free(report->findings[i].detail);
  free(report->findings);
  *report = (CheckReport){0};
}

static void print_total(const CheckReport *report, CorpusKind kind, FILE *out) {
  static const char *const names[] = {"speech", "noise", "rooms"};
  fprintf(out, "%-7s %5u files, %5u sources, ", names[kind], report->files[kind], report->sources[kind]);
  if (report->seconds[kind] >= 3600)
    fprintf(out, "%6.2f h", report->seconds[kind] / 3600);
  else
    fprintf(out, "%6.1f s", report->seconds[kind]);
  fprintf(out, ", mean bandwidth %.1f kHz", report->bandwidth[kind] / 1000);
  if (kind == CORPUS_SPEECH) fprintf(out, ", pauses %.0f dB below the voice", report->speech_snr_db);
  fputc('\n', out);
}

void check_print(const Corpus *corpus, const CheckReport *report, uint32_t names, FILE *out) {
  static const char *const titles[CHECK_TROUBLES] = {"unreadable", "silent", "too short",
                                                     "clipped",    "noisy",  "band-limited"};
  static const char *const kinds[] = {"speech", "noise", "room"};
  for (int kind = 0; kind < CORPUS_KINDS; kind++)
    if (report->files[kind] > 0) print_total(report, (CorpusKind)kind, out);
  for (uint32_t i = 0; i < report->finding_count;) {
    CheckFinding first = report->findings[i];
    uint32_t count = report->counts[first.kind][first.trouble];
    fprintf(out, "%s, %s: %u of %u files\n", kinds[first.kind], titles[first.trouble], count,
            report->files[first.kind]);
    for (uint32_t k = 0; k < count && k < names; k++) {
      const CheckFinding *finding = &report->findings[i + k];
      fprintf(out, "  %s: %s\n", corpus_item(corpus, finding->kind, finding->index)->path, finding->detail);
    }
    if (count > names) fprintf(out, "  and %u more\n", count - names);
    i += count;
  }
}
