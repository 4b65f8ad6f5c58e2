// The loops, for as many lanes as the file that includes this says.

typedef float AK(lanes) __attribute__((ext_vector_type(LANES)));
// The same wherever it lies in memory.
typedef AK(lanes) AK(loose) __attribute__((aligned(4)));

#define LOAD(p) (*(const AK(loose) *)(p))
#define STORE(p, x) (*(AK(loose) *)(p) = (x))

// Upwards to a cache line.
#define ALIGNED(p) ((float *)(((uintptr_t)(p) + 63) & ~(uintptr_t)63))

// Positions of the columns that `decimate` lays out, for outputs in LANES stretches.
static inline long AK(column_count)(long steps, long reach) { return 2 * (steps - 1) + 2 * reach + 1; }

static inline long AK(step_count)(long count) {
    long stretch = (count + LANES - 1) / LANES;
    return (stretch + TOGETHER - 1) / TOGETHER * TOGETHER;
}

// Few outputs are cheaper one behind the other, as stretches have edges.
#define FEW (32 * LANES)

// Samples before and after those of the same parity as the outputs.
static inline long AK(margin)(long reach) { return reach / 2 + 1; }

static inline long AK(padded)(long count) { return (count + 4 * LANES - 1) / (4 * LANES) * 4 * LANES; }

static long AK(decimate_room)(const ak_low_pass *filter, long count) {
    if (count <= FEW) return 2 * (AK(padded)(count) + 2 * AK(margin)(filter->reach)) + 16;
    return AK(column_count)(AK(step_count)(count), filter->reach) * LANES + 16;
}

// Adds taps to the sums of 4 · LANES outputs, one behind the other.
TARGET static inline __attribute__((always_inline)) void AK(add_taps_in_a_row)(
    AK(lanes) *sums, const float *after, const float *before, const float *taps, long count) {
    for (long t = 0; t < count; t++, after++, before--) {
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) sums[i] += taps[t] * (LOAD(after + i * LANES) + LOAD(before + i * LANES));
    }
}

// `decimate` with the outputs in a row, from samples split by parity. Each is summed in the same order as there.
TARGET static void AK(decimate_few)(const ak_low_pass *filter, const float *input, long count, float *scratch,
                                    float *output) {
    const long margin = AK(margin)(filter->reach), padded = AK(padded)(count);
    const long last = 2 * (count - 1) + filter->reach;
    float *evens = scratch + margin, *odds = evens + padded + 2 * margin;
    for (long i = -margin; i < padded + margin; i++) {
        evens[i] = 2 * i >= -filter->reach && 2 * i <= last ? input[2 * i] : 0;
        odds[i] = 2 * i + 1 >= -filter->reach && 2 * i + 1 <= last ? input[2 * i + 1] : 0;
    }
    for (long first = 0; first < count; first += 4 * LANES) {
        AK(lanes) sums[4];
        float values[4 * LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) sums[i] = filter->centre * LOAD(evens + first + i * LANES);
        AK(add_taps_in_a_row)(sums, odds + first, odds + first - 1, filter->odd, filter->odd_count);
        AK(add_taps_in_a_row)(sums, evens + first + 1, evens + first - 1, filter->even, filter->even_count);
#pragma clang loop unroll(full)
        for (int i = 0; i < 4; i++) STORE(values + i * LANES, sums[i]);
        long together = count - first < 4 * LANES ? count - first : 4 * LANES;
        memcpy(output + first, values, sizeof(float) * (size_t)together);
    }
}

// Adds taps at the distances first, first + 2, … to the sums of TOGETHER outputs in each lane. Four taps at a time: each
// sample that they read is then fetched once for all outputs.
TARGET static inline __attribute__((always_inline)) void AK(add_taps)(
    AK(lanes) *sums, const float *middle, const float *taps, long count, long first) {
    long t = 0;
    for (; t + 4 <= count; t += 4) {
        const float *after = middle + (first + 2 * t) * LANES;
        const float *before = middle - (first + 2 * (t + 3)) * LANES;
        AK(lanes) a[TOGETHER + 3], b[TOGETHER + 3];
#pragma clang loop unroll(full)
        for (int i = 0; i < TOGETHER + 3; i++) {
            a[i] = LOAD(after + 2 * i * LANES);
            b[i] = LOAD(before + 2 * i * LANES);
        }
#pragma clang loop unroll(full)
        for (int m = 0; m < 4; m++) {
#pragma clang loop unroll(full)
            for (int i = 0; i < TOGETHER; i++) sums[i] += taps[t + m] * (a[i + m] + b[i + 3 - m]);
        }
    }
    for (; t < count; t++) {
        const float *after = middle + (first + 2 * t) * LANES;
        const float *before = middle - (first + 2 * t) * LANES;
#pragma clang loop unroll(full)
        for (int i = 0; i < TOGETHER; i++)
            sums[i] += taps[t] * (LOAD(after + 2 * i * LANES) + LOAD(before + 2 * i * LANES));
    }
}

// The outputs are cut into LANES stretches that are worked side by side, sample j of each in one register: then a shift in
// time is a shift by whole registers.
TARGET static void AK(decimate)(const ak_low_pass *filter, const float *input, long count, float *scratch,
                                float *output) {
    if (count <= FEW) {
        AK(decimate_few)(filter, input, count, scratch, output);
        return;
    }
    const long reach = filter->reach;
    const long stretch = (count + LANES - 1) / LANES;
    const long steps = AK(step_count)(count);
    const long length = AK(column_count)(steps, reach);
    float *columns = ALIGNED(scratch);
    // By the tile, so that a cache line is written while it is there.
    for (long start = 0; start < length; start += 32) {
        long end = start + 32 < length ? start + 32 : length;
        for (long lane = 0; lane < LANES; lane++) {
            const float *row = input + 2 * stretch * lane - reach;
            // What is beyond the last sample that an output needs isn't looked at.
            long known = 2 * (count - 1 - stretch * lane) + 2 * reach + 1;
            known = known < end ? known : end;
            long i = start;
            for (; i < known; i++) columns[i * LANES + lane] = row[i];
            for (; i < end; i++) columns[i * LANES + lane] = 0;
        }
    }
    for (long step = 0; step < steps; step += TOGETHER) {
        const float *middle = columns + (2 * step + reach) * LANES;
        AK(lanes) sums[TOGETHER];
#pragma clang loop unroll(full)
        for (int i = 0; i < TOGETHER; i++) sums[i] = filter->centre * LOAD(middle + 2 * i * LANES);
        AK(add_taps)(sums, middle, filter->odd, filter->odd_count, 1);
        AK(add_taps)(sums, middle, filter->even, filter->even_count, 2);
        float values[TOGETHER * LANES];
#pragma clang loop unroll(full)
        for (int i = 0; i < TOGETHER; i++) STORE(values + i * LANES, sums[i]);
        for (long lane = 0; lane < LANES; lane++) {
            long first = stretch * lane + step;
            long room = stretch - step < count - first ? stretch - step : count - first;
            for (long i = 0; i < room && i < TOGETHER; i++) output[first + i] = values[i * LANES + lane];
        }
    }
}

// Adds the products of one group of kernels with folded samples: real parts with `first`, imaginary ones with `second`.
TARGET static inline __attribute__((always_inline)) void AK(correlate)(
    AK(lanes) *real, AK(lanes) *imaginary, const float *kernel, const float *first, const float *second, long taps) {
    for (long tap = 0; tap < taps; tap++) {
        AK(lanes) a = LOAD(first + 2 * LANES * tap), b = LOAD(second + 2 * LANES * tap);
#pragma clang loop unroll(full)
        for (int i = 0; i < 6; i++) {
            real[i] += kernel[i] * a;
            imaginary[i] += kernel[6 + i] * b;
        }
        kernel += 12;
    }
}

TARGET static void AK(respond)(const ak_octave *octave, const float *centre, long hop, long frames, float *scratch,
                               float *rows, long row_stride, long imaginary) {
    const long taps = octave->taps;
    float *folded = ALIGNED(scratch);
    for (long first = 0; first < frames; first += LANES) {
        long together = frames - first < LANES ? frames - first : LANES;
        if (together < LANES) memset(folded, 0, sizeof(float) * 2 * LANES * (size_t)taps);
        for (long lane = 0; lane < together; lane++) {
            const float *middle = centre + (first + lane) * hop;
            // About the point half a sample after the frame's centre, where the kernels have theirs.
            for (long tap = 0; tap < taps - 1; tap++) {
                folded[2 * LANES * tap + lane] = middle[1 + tap] + middle[-tap];
                folded[2 * LANES * tap + LANES + lane] = middle[1 + tap] - middle[-tap];
            }
            // The kernels are periodic: their last pair is that of the two earliest samples.
            folded[2 * LANES * (taps - 1) + lane] = middle[-taps] + middle[1 - taps];
            folded[2 * LANES * (taps - 1) + LANES + lane] = middle[-taps] - middle[1 - taps];
        }
        for (long group = 0; 6 * group < octave->bins; group++) {
            AK(lanes) real[6] = {0}, imag[6] = {0};
            AK(correlate)(real, imag, octave->kernels + 12 * taps * group, folded, folded + LANES, taps);
            if (octave->extra)
                AK(correlate)(real, imag, octave->extra + 12 * taps * group, folded + LANES, folded, taps);
            long bins = octave->bins - 6 * group < 6 ? octave->bins - 6 * group : 6;
            const float *gains = octave->gains + 6 * group, *turns = octave->turns + 12 * group;
            float values[12 * LANES];
            for (long i = 0; i < bins; i++) {
                if (imaginary) {
                    float cosine = turns[2 * i], sine = turns[2 * i + 1];
                    STORE(values + i * LANES, gains[i] * (cosine * real[i] - sine * imag[i]));
                    STORE(values + (6 + i) * LANES, gains[i] * (sine * real[i] + cosine * imag[i]));
                } else {
                    STORE(values + i * LANES,
                          gains[i] * __builtin_elementwise_sqrt(real[i] * real[i] + imag[i] * imag[i]));
                }
            }
            for (long lane = 0; lane < together; lane++) {
                float *row = rows + (first + lane) * row_stride + 6 * group;
                for (long i = 0; i < bins; i++) row[i] = values[i * LANES + lane];
                if (!imaginary) continue;
                for (long i = 0; i < bins; i++) row[imaginary + i] = values[(6 + i) * LANES + lane];
            }
        }
    }
}

static const ak_kernels AK(kernels) = {
    .lanes = LANES,
    .decimate = AK(decimate),
    .decimate_room = AK(decimate_room),
    .respond = AK(respond),
};
