/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 */
#include "result_fields.h"

#include <stddef.h>

#define FIELD(record, member, kind, name)                                                                              \
  { name, kind, offsetof(record, member), sizeof(((record *)NULL)->member) }
#define END                                                                                                            \
  { NULL, FIELD_TEXT, 0, 0 }

const ResultField loss_fields[] = {FIELD(RelativeLoss, loss, FIELD_NUMBER, "mean"),
                                   FIELD(RelativeLoss, bound, FIELD_NUMBER, "at_most"), END};

const ResultField cost_fields[] = {
    FIELD(MatrixCost, storage, FIELD_TEXT, "storage"),           FIELD(MatrixCost, diagonal, FIELD_FLAG, "diagonal"),
    FIELD(MatrixCost, parameters, FIELD_SIZE, "parameters"),     FIELD(MatrixCost, bytes, FIELD_SIZE, "bytes"),
    FIELD(MatrixCost, nanoseconds, FIELD_NUMBER, "nanoseconds"), END};

const ResultField point_fields[] = {FIELD(MatrixCurvePoint, rank, FIELD_WHOLE, "rank"),
                                    FIELD(MatrixCurvePoint, plain_error, FIELD_NUMBER, "plain_error"),
                                    FIELD(MatrixCurvePoint, chosen_error, FIELD_NUMBER, "chosen_error"),
                                    FIELD(MatrixCurvePoint, benefit, FIELD_NUMBER, "benefit"),
                                    FIELD(MatrixCurvePoint, loss, FIELD_LOSS, "lost"),
                                    END};

const ResultField matrix_fields[] = {FIELD(MatrixResult, name, FIELD_TEXT, "name"),
                                     FIELD(MatrixResult, rows, FIELD_WHOLE, "rows"),
                                     FIELD(MatrixResult, columns, FIELD_WHOLE, "columns"),
                                     FIELD(MatrixResult, recurrent, FIELD_FLAG, "recurrent"),
                                     FIELD(MatrixResult, stored_rank, FIELD_WHOLE, "stored_rank"),
                                     FIELD(MatrixResult, largest_rank, FIELD_WHOLE, "largest_rank"),
                                     FIELD(MatrixResult, before, FIELD_COST, "before"),
                                     FIELD(MatrixResult, after, FIELD_COST, "after"),
                                     END};

const ResultField network_fields[] = {FIELD(NetworkResult, strategy, FIELD_TEXT, "strategy"),
                                      FIELD(NetworkResult, target, FIELD_NUMBER, "target"),
                                      FIELD(NetworkResult, parameters, FIELD_SIZE, "parameters"),
                                      FIELD(NetworkResult, bytes, FIELD_SIZE, "bytes"),
                                      FIELD(NetworkResult, nanoseconds, FIELD_NUMBER, "nanoseconds"),
                                      FIELD(NetworkResult, benefit, FIELD_NUMBER, "benefit"),
                                      FIELD(NetworkResult, search, FIELD_LOSS, "search"),
                                      END};

const ResultField profile_fields[] = {FIELD(ProfileResult, name, FIELD_TEXT, "name"),
                                      FIELD(ProfileResult, target, FIELD_NUMBER, "target"),
                                      FIELD(ProfileResult, compression, FIELD_NUMBER, "compression"),
                                      FIELD(ProfileResult, parameters, FIELD_SIZE, "parameters"),
                                      FIELD(ProfileResult, bytes, FIELD_SIZE, "bytes"),
                                      FIELD(ProfileResult, nanoseconds, FIELD_NUMBER, "nanoseconds"),
                                      FIELD(ProfileResult, benefit, FIELD_NUMBER, "benefit"),
                                      FIELD(ProfileResult, search, FIELD_LOSS, "search"),
                                      FIELD(ProfileResult, confirmation, FIELD_LOSS, "confirmation"),
                                      FIELD(ProfileResult, kept, FIELD_FLAG, "kept"),
                                      END};

const ResultField answer_fields[] = {FIELD(StrategyAnswer, strategy, FIELD_TEXT, "strategy"),
                                     FIELD(StrategyAnswer, target, FIELD_NUMBER, "target"), END};

const ResultField claim_fields[] = {
    FIELD(Claim, promise, FIELD_TEXT, "promise"), FIELD(Claim, finding, FIELD_TEXT, "finding"),
    FIELD(Claim, confidence, FIELD_NUMBER, "confidence"), FIELD(Claim, holds, FIELD_FLAG, "holds"), END};

const ResultField result_fields[] = {FIELD(TuneResult, model, FIELD_TEXT, "model"),
                                     FIELD(TuneResult, recordings, FIELD_TEXT, "recordings"),
                                     FIELD(TuneResult, score, FIELD_TEXT, "score"),
                                     FIELD(TuneResult, factors, FIELD_TEXT, "factors"),
                                     FIELD(TuneResult, confidence, FIELD_NUMBER, "confidence"),
                                     FIELD(TuneResult, currency, FIELD_TEXT, "currency"),
                                     FIELD(TuneResult, budget, FIELD_NUMBER, "budget"),
                                     FIELD(TuneResult, dense_parameters, FIELD_SIZE, "dense_parameters"),
                                     FIELD(TuneResult, search_count, FIELD_SIZE, "search_recordings"),
                                     FIELD(TuneResult, confirmation_count, FIELD_SIZE, "confirmation_recordings"),
                                     FIELD(TuneResult, cache_bytes, FIELD_SIZE, "cache_bytes"),
                                     END};
