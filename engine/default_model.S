/* SPDX-FileCopyrightText: 2026 The Quell authors
 * SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The default model's file, as it is. DEFAULT_MODEL is its path, given by the build.
 */
    .section .rodata
    .global quell_default_model_begin
    .global quell_default_model_end
    .hidden quell_default_model_begin
    .hidden quell_default_model_end
    .balign 64
quell_default_model_begin:
    .incbin DEFAULT_MODEL
quell_default_model_end:
    .byte 0
#if defined(__linux__) && defined(__ELF__)
    .section .note.GNU-stack, "", %progbits
#endif
