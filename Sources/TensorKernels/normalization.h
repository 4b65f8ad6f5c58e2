// The loops of NormalizationLoops.swift, which explains them; same names, same order. Rows are read one behind the
// other, four together where sums are made, so that memory streams and sums are seldom touched.

TARGET static void TK(moments)(const float *x, long rows, long channels, const float *pivot, float *sums) {
    for (long c = 0; c < channels; c++) sums[c] = sums[channels + c] = 0;
    for (long row = 0; row < rows; row += 4) {
        long together = rows - row < 4 ? rows - row : 4;
        const float *first = x + row * channels;
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            lanes p = TK(load)(pivot + c, count), sum = TK(load)(sums + c, count);
            lanes square = TK(load)(sums + channels + c, count);
            for (long r = 0; r < together; r++) {
                lanes d = TK(load)(first + r * channels + c, count) - p;
                sum += d;
                square += d * d;
            }
            TK(store)(sums + c, sum, count);
            TK(store)(sums + channels + c, square, count);
        }
    }
}

TARGET static void TK(normalize)(const float *x, long rows, long channels, const float *factor, const float *shift,
                                 float slope, float *y) {
    lanes slopes = TK(all)(slope);
    for (long row = 0; row < rows; row++, x += channels, y += channels) {
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            lanes z = TK(load)(x + c, count) * TK(load)(factor + c, count) + TK(load)(shift + c, count);
            TK(store)(y + c, TK(leaky)(z, slopes), count);
        }
    }
}

TARGET static void TK(gradient_sums)(const float *dy, const float *x, long rows, long channels, const float *factor,
                                     const float *shift, float slope, const float *mean, float *sums) {
    lanes slopes = TK(all)(slope);
    for (long c = 0; c < channels; c++) sums[c] = sums[channels + c] = 0;
    for (long row = 0; row < rows; row += 4) {
        long together = rows - row < 4 ? rows - row : 4;
        long first = row * channels;
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            lanes f = TK(load)(factor + c, count), s = TK(load)(shift + c, count), m = TK(load)(mean + c, count);
            lanes scale = TK(load)(sums + c, count), offset = TK(load)(sums + channels + c, count);
            for (long r = 0; r < together; r++) {
                long place = first + r * channels + c;
                lanes value = TK(load)(x + place, count);
                lanes g = TK(leaky_gradient)(TK(load)(dy + place, count), value * f + s, slopes);
                scale += g * (value - m);
                offset += g;
            }
            TK(store)(sums + c, scale, count);
            TK(store)(sums + channels + c, offset, count);
        }
    }
}

TARGET static void TK(normalize_gradient)(const float *dy, const float *x, long rows, long channels,
                                          const float *factor, const float *shift, float slope, const float *linear,
                                          const float *constant, float *dx) {
    lanes slopes = TK(all)(slope);
    for (long row = 0; row < rows; row++, dy += channels, x += channels, dx += channels) {
        for (long c = 0; c < channels; c += LANES) {
            long count = channels - c;
            lanes f = TK(load)(factor + c, count), value = TK(load)(x + c, count);
            lanes g = TK(leaky_gradient)(TK(load)(dy + c, count), value * f + TK(load)(shift + c, count), slopes);
            lanes rest = value * TK(load)(linear + c, count) + TK(load)(constant + c, count);
            TK(store)(dx + c, (g + rest) * f, count);
        }
    }
}
