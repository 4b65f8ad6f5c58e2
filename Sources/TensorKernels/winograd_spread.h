// The transforms of WinogradTransforms.swift to planes, whose elements are of type PLANE; same names, same order.

#define A1 0.75f
#define B1 1.5f
#define A2 0.5625f
#define B2 2.25f
#define A3 0.421875f
#define B3 3.375f
#define A2B2 1.265625f
#define A2PLUSB2 2.8125f

INLINE void TK(spread6)(const lanes d[6], lanes v[6]) {
    v[0] = d[0] * TK(all)(A2B2) + (d[4] - d[2] * TK(all)(A2PLUSB2));
    lanes even_a = d[4] - d[2] * TK(all)(B2), odd_a = d[3] - d[1] * TK(all)(B2);
    v[1] = even_a + odd_a * TK(all)(A1);
    v[2] = even_a - odd_a * TK(all)(A1);
    lanes even_b = d[4] - d[2] * TK(all)(A2), odd_b = d[3] - d[1] * TK(all)(A2);
    v[3] = even_b + odd_b * TK(all)(B1);
    v[4] = even_b - odd_b * TK(all)(B1);
    v[5] = d[1] * TK(all)(A2B2) + (d[5] - d[3] * TK(all)(A2PLUSB2));
}

INLINE void TK(spread4)(const lanes y[4], lanes z[6]) {
    z[0] = y[0];
    lanes even_a = y[0] + y[2] * TK(all)(A2), odd_a = y[1] * TK(all)(A1) + y[3] * TK(all)(A3);
    z[1] = even_a + odd_a;
    z[2] = even_a - odd_a;
    lanes even_b = y[0] + y[2] * TK(all)(B2), odd_b = y[1] * TK(all)(B1) + y[3] * TK(all)(B3);
    z[3] = even_b + odd_b;
    z[4] = even_b - odd_b;
    z[5] = y[3];
}

TARGET static void TK(winograd_input)(const float *first, const long *offsets, long channels, long ahead,
                                      PLANE *planes, long plane_stride, long tile_stride) {
    for (long c = 0; c < channels; c += LANES) {
        long count = channels - c;
        lanes half[36], line[6], out[6];
        for (int column = 0; column < 6; column++) {
            for (int row = 0; row < 6; row++) {
                const float *pixel = first + offsets[row * 6 + column] + c;
                line[row] = TK(load)(pixel, count);
                // The first two columns were fetched for the tile before.
                if (column > 1) __builtin_prefetch(pixel + ahead);
            }
            TK(spread6)(line, out);
            for (int row = 0; row < 6; row++) half[row * 6 + column] = out[row];
        }
        for (int row = 0; row < 6; row++) {
            TK(spread6)(half + row * 6, out);
            for (int column = 0; column < 6; column++) {
                PLANE *place = planes + (row * 6 + column) * plane_stride + c;
                TK(store_plane)(place, out[column], count);
                __builtin_prefetch(place + tile_stride, 1);
            }
        }
    }
}

TARGET static void TK(winograd_gradient)(const float *first, const long *offsets, long channels, long ahead,
                                         PLANE *planes, long plane_stride, long tile_stride) {
    for (long c = 0; c < channels; c += LANES) {
        long count = channels - c;
        lanes half[24], line[4], out[6];
        for (int column = 0; column < 4; column++) {
            for (int row = 0; row < 4; row++) {
                const float *pixel = first + offsets[row * 4 + column] + c;
                line[row] = TK(load)(pixel, count);
                __builtin_prefetch(pixel + ahead);
            }
            TK(spread4)(line, out);
            for (int row = 0; row < 6; row++) half[row * 4 + column] = out[row];
        }
        for (int row = 0; row < 6; row++) {
            TK(spread4)(half + row * 4, out);
            for (int column = 0; column < 6; column++) {
                PLANE *place = planes + (row * 6 + column) * plane_stride + c;
                TK(store_plane)(place, out[column], count);
                __builtin_prefetch(place + tile_stride, 1);
            }
        }
    }
}
