#include "AudioKernels.h"
#include <stdint.h>
#include <string.h>

#define AK(name) name##_plain
#define TARGET
#define LANES 4
#define TOGETHER 4
#include "loops.h"

const ak_kernels *_Nonnull ak_plain(void) { return &kernels_plain; }
