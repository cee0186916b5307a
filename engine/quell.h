/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Quell: real-time speech denoising. This is the only public header; read from top to bottom it is the manual.
 *
 *   QuellModel *model;
 *   QuellDenoiser *denoiser;
 *   QuellConfig config;
 *   quell_config_defaults(&config);
 *   config.sample_rate = 44100;
 *   config.channels = 2;
 *   if (quell_model_open_default(&model, NULL, 0) == QUELL_OK &&
 *       quell_denoiser_create(model, &config, &denoiser) == QUELL_OK) {
 *       quell_denoiser_process(denoiser, input, output, frames);   // planar float, any number of frames
 *       quell_denoiser_free(denoiser);
 *   }
 *   quell_model_free(model);
 *
 * Conventions. Samples are float, full scale is +-1 (larger values pass through unclipped). "frames" counts samples of
 * one channel. Levels are dBFS: 0 dBFS is a square wave at full scale, digital silence is QUELL_SILENCE_DB. Each
 * function names its class:
 *
 * - setup: allocates, may read files and lock; never call it from an audio thread;
 * - audio: real-time safe, without allocation, lock, wait or system call, in bounded time;
 * - any: wait-free, from any thread.
 *
 * Different denoisers may be used from different threads at once. One denoiser is processed by one thread at a time;
 * parameters, meters and snapshots may be set and read from any thread meanwhile.
 */
#ifndef QUELL_H
#define QUELL_H

#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define QUELL_API __attribute__((visibility("default")))
#else
#define QUELL_API
#endif

/* Clang 20 and later checks, with -fsanitize=realtime, that these functions keep their promise. */
#if defined(__clang__) && __clang_major__ >= 20
#define QUELL_REALTIME __attribute__((nonblocking))
#else
#define QUELL_REALTIME
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What can go wrong. quell_status_text() gives one sentence for each. */
typedef enum {
  QUELL_OK = 0,
  QUELL_BAD_ARGUMENT,    /* a pointer is NULL or a value lies outside its stated range */
  QUELL_NO_MEMORY,       /* an allocation failed */
  QUELL_CANNOT_READ,     /* the file is missing or unreadable */
  QUELL_CANNOT_WRITE,    /* the file or its folder cannot be written */
  QUELL_NOT_A_MODEL,     /* not a safetensors file, or cut off, or damaged */
  QUELL_OTHER_MODEL,     /* a safetensors file, but no network that this version can run */
  QUELL_BAD_MODEL_VALUE, /* a weight that is not finite, or a size beyond the limits of the format */
  QUELL_STATUS_COUNT
} QuellStatus;

/* any. One English sentence without a full stop; never NULL. */
QUELL_API const char *quell_status_text(QuellStatus status) QUELL_REALTIME;

/* any. "major.minor.patch" of the library. */
QUELL_API const char *quell_version(void) QUELL_REALTIME;

/* ---- Models ---------------------------------------------------------------------------------
 *
 * A trained network with its band layout, read from a safetensors file (docs/model-format.md). Immutable once open;
 * counted by the denoisers made from it, so it may be freed while they still run.
 */
typedef struct QuellModel QuellModel;

/* setup. `message`, when not NULL, receives one sentence that says what is wrong with the file and where; always ended
 * by a zero. The memory or file is not needed after the call. On failure *model is NULL. */
QUELL_API QuellStatus quell_model_open_file(const char *path, QuellModel **model, char *message, size_t message_size);
QUELL_API QuellStatus quell_model_open_memory(const void *data, size_t size, QuellModel **model, char *message,
                                              size_t message_size);
/* setup. The model that is built into the library. */
QUELL_API QuellStatus quell_model_open_default(QuellModel **model, char *message, size_t message_size);
/* setup. NULL is allowed. */
QUELL_API void quell_model_free(QuellModel *model);

/* One weight matrix of a model: out x in; rank 0 means dense, else it is stored as out x rank times rank x in. */
typedef struct {
  const char *name; /* owned by the model */
  uint32_t rows, columns, rank;
  const char *storage; /* "F32", "F16" or "I8": how the file holds its numbers, those of the left factor in a pair */
  const char *right_storage; /* of the right factor; NULL when dense */
  uint64_t bytes;            /* in the file, with scales and diagonal */
  int diagonal;              /* 1: a diagonal is added to each gate of the product */
} QuellMatrixInfo;

typedef struct {
  uint64_t parameters;       /* all numbers of the network, biases too */
  uint64_t dense_parameters; /* as many as the same network has with every matrix dense */
  uint64_t bytes;            /* size of all tensors in the file */
  uint64_t dense_bytes;      /* the same with every matrix dense and all of them F32 */
  uint32_t matrices;         /* how many quell_model_matrix() knows */
  uint32_t profiles;         /* how many quell_model_profile() knows, at least one */
  double frames_per_second;  /* how often the network runs */
  double macs_per_second;    /* multiply-adds of the network in a second of audio, of one channel group */
} QuellModelInfo;

/* any. */
QUELL_API void quell_model_info(const QuellModel *model, QuellModelInfo *info);
/* any. `index` below QuellModelInfo.matrices, else QUELL_BAD_ARGUMENT. */
QUELL_API QuellStatus quell_model_matrix(const QuellModel *model, uint32_t index, QuellMatrixInfo *info);

/* One way to run a model: a file whose matrices are stored as factors may serve several budgets, each with ranks of its
 * own. Profile 0 is the best; a model that names none has one, "full". */
typedef struct {
  const char *name;       /* at most 31 bytes; owned by the model, as are the texts below */
  uint64_t parameters;    /* numbers that this profile uses */
  double macs_per_second; /* as in QuellModelInfo */
  uint64_t packed_bytes;  /* of weights in memory that each frame reads, to be compared with a cache */
  const char *scores;     /* a JSON object of numbers, as the maker measured them; NULL when not stated */
  const char *cost;       /* the same of what it costs, for example {"ns_per_frame": 21000} */
} QuellProfileInfo;

/* setup. `index` below QuellModelInfo.profiles, else QUELL_BAD_ARGUMENT. */
QUELL_API QuellStatus quell_model_profile(const QuellModel *model, uint32_t index, QuellProfileInfo *info);
/* any. The rank of a matrix in a profile; 0 when it is dense or there is no such matrix or profile. */
QUELL_API uint32_t quell_model_profile_rank(const QuellModel *model, uint32_t profile, uint32_t matrix);
/* any. Index of the profile of that name, -1 when there is none. */
QUELL_API int quell_model_find_profile(const QuellModel *model, const char *name);

/* any. A text of the file's metadata ("name", "version", "licence", "training_data" ...), NULL when absent. Owned by
 * the model. */
QUELL_API const char *quell_model_text(const QuellModel *model, const char *key);

/* ---- Denoisers ------------------------------------------------------------------------------ */

#define QUELL_SAMPLE_RATE_MIN 8000
#define QUELL_SAMPLE_RATE_MAX 192000
#define QUELL_CHANNELS_MAX 64
#define QUELL_BLOCK_MAX 8192
#define QUELL_SILENCE_DB (-200.0f)

typedef struct QuellDenoiser QuellDenoiser;

typedef struct {
  uint32_t sample_rate; /* Hz, QUELL_SAMPLE_RATE_MIN..MAX; default 48000 */
  uint32_t channels;    /* 1..QUELL_CHANNELS_MAX; default 1 */
  const char *kernels;  /* NULL (default): the fastest set of vector kernels that this processor runs; else a name of
                           quell_kernel_name(), for tests and comparisons */
} QuellConfig;

/* any. Fills in the defaults. */
QUELL_API void quell_config_defaults(QuellConfig *config);

/* setup. Plans, allocates and packs all that process() touches; under 50 ms. On failure *denoiser is NULL. */
QUELL_API QuellStatus quell_denoiser_create(QuellModel *model, const QuellConfig *config, QuellDenoiser **denoiser);
/* setup. NULL is allowed. */
QUELL_API void quell_denoiser_free(QuellDenoiser *denoiser);

/* audio. Denoises `frames` (0..QUELL_BLOCK_MAX, any sequence of sizes) samples of each channel. input[c] and output[c]
 * are planar arrays of `frames` floats and may be the same array (output[c] == input[c], or all arrays one). The output
 * is the same to the bit however a stream is cut into blocks, and however many zeros precede the sound: after a second
 * of digital silence the denoiser starts anew, and rests until there is a sound. NaN and infinity count as zero. A
 * frame count above QUELL_BLOCK_MAX is processed too. */
QUELL_API void quell_denoiser_process(QuellDenoiser *denoiser, const float *const *input, float *const *output,
                                      uint32_t frames) QUELL_REALTIME;

/* audio. Back to the state after creation; parameters stay (pending smoothing is finished at once). */
QUELL_API void quell_denoiser_reset(QuellDenoiser *denoiser) QUELL_REALTIME;

/* any. Delay from input to output in frames: constant, at most 20 ms, whatever the parameters. */
QUELL_API uint32_t quell_denoiser_latency(const QuellDenoiser *denoiser) QUELL_REALTIME;

/* any. Runs profile `index` of the model from the next hop (10 ms) on, in silence: what the network remembers is kept,
 * the latency stays, and overlapping windows carry one sound over into the other. Profile 0 after creation; reset()
 * keeps it. QUELL_BAD_ARGUMENT, and no change, when there is no such profile. */
QUELL_API QuellStatus quell_denoiser_set_profile(QuellDenoiser *denoiser, uint32_t index) QUELL_REALTIME;
/* any. The profile last set. */
QUELL_API uint32_t quell_denoiser_profile(const QuellDenoiser *denoiser) QUELL_REALTIME;

/* any. Name of the vector kernels in use: "plain", "avx2", "avx512", "neon". */
QUELL_API const char *quell_denoiser_kernels(const QuellDenoiser *denoiser) QUELL_REALTIME;
/* any. The kernel sets that this processor runs, best first; NULL past the last. "plain" is always among them. */
QUELL_API const char *quell_kernel_name(uint32_t index) QUELL_REALTIME;

/* ---- Parameters, smoothed sample by sample --------------------------------------------------
 *
 * Listed with unit, range and default in engine/controls.def; this enum is made from it. None of them changes the
 * latency, and all act on one timeline: with MIX 0, LIMIT 0 or BYPASS 1 (and GAIN 0 dB for the first two) the output is
 * the delayed input to the bit, and output and residual add up to the delayed input, times GAIN. The gate attenuates
 * the denoised sound before LIMIT and MIX, which therefore hold for it too. A model that tells no voice leaves the gate
 * open.
 */
typedef enum {
#define QUELL_CONTROL(identifier, symbol, name, unit, scale, minimum, maximum, standard, smoothing_ms, help)           \
  QUELL_##identifier,
#include "controls.def"
#undef QUELL_CONTROL
  QUELL_PARAMETER_COUNT
} QuellParameter;

typedef enum {
  QUELL_LINEAR,
  QUELL_LOGARITHMIC, /* equal steps of a knob are equal factors */
  QUELL_SWITCH       /* off below 0.5, else on */
} QuellScale;

typedef struct {
  const char *symbol; /* "limit" */
  const char *name;   /* "Attenuation limit" */
  const char *unit;   /* "dB", "" for a plain number or a switch */
  QuellScale scale;
  float minimum, maximum, standard;
  float smoothing_ms; /* time in which a change is completed; 0: it steers something that moves gradually itself */
  const char *help;   /* one sentence */
} QuellParameterInfo;

/* any. NULL past the last parameter. */
QUELL_API const QuellParameterInfo *quell_parameter_info(QuellParameter parameter) QUELL_REALTIME;
/* any. QUELL_BAD_ARGUMENT, and no change, for a value outside the range or not a number. Takes effect from the next
 * process(). */
QUELL_API QuellStatus quell_denoiser_set(QuellDenoiser *denoiser, QuellParameter parameter, float value) QUELL_REALTIME;
/* any. The value last set, not the one that smoothing has reached. */
QUELL_API float quell_denoiser_get(const QuellDenoiser *denoiser, QuellParameter parameter) QUELL_REALTIME;

/* ---- Meters --------------------------------------------------------------------------------- */

typedef struct {
  float input_db;          /* rms of the last hop (10 ms), loudest channel, dBFS */
  float output_db;         /* the same of the output */
  float reduction_db;      /* what the network takes away from the last hop, 0 or above, before limit and mix */
  float voice_probability; /* 0..1 */
} QuellMeters;

/* any. The state after the last process(); the four values may belong to neighbouring hops. */
QUELL_API void quell_denoiser_meters(const QuellDenoiser *denoiser, QuellMeters *meters) QUELL_REALTIME;

#define QUELL_SNAPSHOT_BANDS 64

/* One hop as displays show it. Levels are those of all that lies in a band, dBFS, mean of the channels. */
typedef struct {
  uint32_t hop;   /* another number: another hop */
  uint32_t bands; /* from the lowest; those that exist below half the sample rate */
  float input_db[QUELL_SNAPSHOT_BANDS];
  float output_db[QUELL_SNAPSHOT_BANDS]; /* as heard: after limit, gate, mix, gain and bypass */
  float gain_db[QUELL_SNAPSHOT_BANDS];   /* output against input */
  float voice_probability;               /* 0..1 */
  float gate;                            /* 0: closed, 1: open */
} QuellSnapshot;

/* any. Centre of a band, equal steps of hearing from 50 Hz to 20 kHz. */
QUELL_API float quell_snapshot_hz(uint32_t band) QUELL_REALTIME;
/* any. The newest hop, all of one piece. 0 when it was being written at each of many attempts: ask again later. */
QUELL_API int quell_denoiser_snapshot(const QuellDenoiser *denoiser, QuellSnapshot *snapshot) QUELL_REALTIME;

#ifdef __cplusplus
}
#endif
#endif
