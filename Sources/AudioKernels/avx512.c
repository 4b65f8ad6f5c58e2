#include "AudioKernels.h"
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__x86_64__)
#define AK(name) name##_avx512
#define TARGET __attribute__((target("avx512f,fma")))
#define LANES 16
#define TOGETHER 8
#include "loops.h"

const ak_kernels *_Nullable ak_avx512(void) { return __builtin_cpu_supports("avx512f") ? &kernels_avx512 : NULL; }
#else
const ak_kernels *_Nullable ak_avx512(void) { return NULL; }
#endif
