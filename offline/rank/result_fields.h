/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
/* Which fields the records of a result have in JSON, one row each: what writes them and what reads them walks the same
 * table. */
#ifndef QUELL_RESULT_FIELDS_H
#define QUELL_RESULT_FIELDS_H

#include "tune_result.h"

typedef enum {
  FIELD_TEXT,   /* char[size] */
  FIELD_SIZE,   /* size_t */
  FIELD_WHOLE,  /* uint32_t */
  FIELD_FLAG,   /* int, as true and false */
  FIELD_NUMBER, /* double, null when it is not finite */
  FIELD_LOSS,   /* RelativeLoss, as an object */
  FIELD_COST    /* MatrixCost, as an object */
} FieldKind;

typedef struct {
  const char *name; /* NULL ends a table */
  FieldKind kind;
  size_t offset, size; /* in the record */
} ResultField;

extern const ResultField loss_fields[];    /* of RelativeLoss */
extern const ResultField cost_fields[];    /* of MatrixCost */
extern const ResultField point_fields[];   /* of MatrixCurvePoint */
extern const ResultField matrix_fields[];  /* of MatrixResult, without its arrays */
extern const ResultField network_fields[]; /* of NetworkResult, without ranks and confirmation */
extern const ResultField profile_fields[]; /* of ProfileResult, without ranks */
extern const ResultField answer_fields[];  /* of StrategyAnswer, without the network */
extern const ResultField claim_fields[];   /* of Claim */
extern const ResultField result_fields[];  /* of TuneResult, without its arrays and the chosen network */

#endif
