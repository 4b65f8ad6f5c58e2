// TapConvolution.taps, which explains it; four pixels together, so that each weight is read once for them.

TARGET static void TK(taps)(const float *rows, long row_stride, long kernel_rows, long row_taps, long step,
                            long pixels, const float *weights, long channels, const float *bias, float slope,
                            float *out, long pixel_stride) {
    lanes slopes = TK(all)(slope);
    for (long p = 0; p < pixels; p += 4) {
        long together = pixels - p < 4 ? pixels - p : 4;
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            float *target = out + p * pixel_stride + c;
            lanes sums[4];
            for (long q = 0; q < 4; q++) sums[q] = TK(load)(bias + c, count);
            for (long row = 0; row < kernel_rows; row++) {
                for (long tap = 0; tap < row_taps; tap++) {
                    lanes weight = TK(load)(weights + (row * row_taps + tap) * channels + c, count);
                    const float *seen = rows + row * row_stride + p * step + tap;
                    for (long q = 0; q < 4; q++) sums[q] += weight * TK(all)(q < together ? seen[q * step] : 0);
                }
            }
            for (long q = 0; q < together; q++)
                TK(store)(target + q * pixel_stride, TK(leaky)(sums[q], slopes), count);
        }
    }
}
