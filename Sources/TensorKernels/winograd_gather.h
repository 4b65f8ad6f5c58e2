// The transform of WinogradTransforms.swift back from planes, and what lays pixels out; after winograd_spread.h.

INLINE void TK(gather4)(const lanes m[6], lanes y[4]) {
    lanes sum_a = m[1] + m[2], sum_b = m[3] + m[4], difference_a = m[1] - m[2], difference_b = m[3] - m[4];
    y[0] = m[0] + sum_a + sum_b;
    y[1] = difference_a * TK(all)(A1) + difference_b * TK(all)(B1);
    y[2] = sum_a * TK(all)(A2) + sum_b * TK(all)(B2);
    y[3] = difference_a * TK(all)(A3) + (difference_b * TK(all)(B3) + m[5]);
}

TARGET static void TK(winograd_output)(const float *planes, long plane_stride, long tile_stride, long channels,
                                       float *first, const long *offsets, long ahead, const float *bias,
                                       float slope) {
    lanes slopes = TK(all)(slope);
    for (long c = 0; c < channels; c += LANES) {
        long count = channels - c;
        lanes half[24], line[6], out[4], b = TK(load)(bias + c, count);
        for (int column = 0; column < 6; column++) {
            for (int row = 0; row < 6; row++) {
                const float *place = planes + (row * 6 + column) * plane_stride + c;
                line[row] = TK(load)(place, count);
                __builtin_prefetch(place + tile_stride);
            }
            TK(gather4)(line, out);
            for (int row = 0; row < 4; row++) half[row * 6 + column] = out[row];
        }
        for (int row = 0; row < 4; row++) {
            TK(gather4)(half + row * 6, out);
            for (int column = 0; column < 4; column++) {
                float *pixel = first + offsets[row * 4 + column] + c;
                TK(store)(pixel, TK(leaky)(out[column] + b, slopes), count);
                __builtin_prefetch(pixel + ahead, 1);
            }
        }
    }
}

TARGET static void TK(phases)(const float *low, long low_stride, long pixels, const float *biases, const long *borders,
                              long channels, float slope, int adding, float *out) {
    lanes slopes = TK(all)(slope);
    for (long p = 0; p < pixels; p++, out += channels) {
        const float *x = low + p / 2 * low_stride + p % 2 * channels, *bias = biases + borders[p];
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            lanes value = TK(load)(x + c, count) + TK(load)(bias + c, count);
            if (adding) value += TK(load)(out + c, count);
            TK(store)(out + c, TK(leaky)(value, slopes), count);
        }
    }
}
