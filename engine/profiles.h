/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One file, several sizes. Columns of a left factor and rows of a right one are ordered by importance, so that the
 * first of them alone are a model of lower rank; a profile says how many of each. The metadata "profiles" is a JSON
 * list, best first:
 *
 *   [{"name": "full"},
 *    {"name": "eco",
 *     "ranks": {"gru1.weight_ih_l0": 12, "gru1.weight_hh_l0": 8},
 *     "scores": {"si_sdr": 15.2},
 *     "cost": {"ns_per_frame": 21000}}]
 *
 * Matrices that are not named have their stored rank. Scores and cost are numbers under names of the maker's choice. A
 * file without this text has one profile, "full", of the stored ranks. Class setup.
 */
#ifndef QUELL_PROFILES_H
#define QUELL_PROFILES_H

#include "model_file.h"

#define PROFILES_MAX 8
#define PROFILE_NAME_MAX 31 /* bytes */

typedef struct {
  char *matrix; /* NAME of NAME.left and NAME.right */
  uint32_t rank;
} ProfileRank;

typedef struct {
  char name[PROFILE_NAME_MAX + 1];
  ProfileRank *ranks;
  size_t rank_count;
  char *scores, *cost; /* JSON objects as text; NULL when absent */
} Profile;

typedef struct {
  Profile list[PROFILES_MAX];
  uint32_t count;
} Profiles;

/* `text` may be NULL. On failure, too, profiles_clear() takes back what there is. */
QuellStatus profiles_parse(const char *text, const ModelFile *file, Profiles *profiles, Message *message);
void profiles_clear(Profiles *profiles);
/* The text that profiles_parse() reads, from malloc; NULL without memory. */
char *profiles_format(const Profiles *profiles);
/* The rank that a matrix of factors has in this profile; `stored` is that of the file. NULL: the stored one. */
uint32_t profile_rank(const Profile *profile, const char *matrix, uint32_t stored);
/* Index of the profile of that name, -1 when there is none. */
int profiles_find(const Profiles *profiles, const char *name);

#endif
