// Plans are the caller's, so pocketfft's own cache of them and its threads are left out.
#define POCKETFFT_NO_MULTITHREADING
#define POCKETFFT_CACHE_SIZE 0
#include "pocketfft_hdronly.h"

#include "CPocketFFT.h"

using pocketfft::detail::cmplx;

struct cpocketfft_complex {
    pocketfft::detail::pocketfft_c<float> plan;
};

struct cpocketfft_real {
    pocketfft::detail::pocketfft_r<float> plan;
};

// No exception may reach Swift.
template <typename Body> static int guarded(Body body) noexcept {
    try {
        body();
        return 1;
    } catch (...) {
        return 0;
    }
}

template <typename Plan> static Plan *make(size_t size) noexcept {
    try {
        return size == 0 ? nullptr : new Plan{decltype(Plan::plan)(size)};
    } catch (...) {
        return nullptr;
    }
}

extern "C" {

cpocketfft_complex *cpocketfft_complex_make(size_t size) { return make<cpocketfft_complex>(size); }

void cpocketfft_complex_free(cpocketfft_complex *plan) { delete plan; }

int cpocketfft_complex_execute(const cpocketfft_complex *plan, float *values, int forward, float scale) {
    return guarded([&] { plan->plan.exec(reinterpret_cast<cmplx<float> *>(values), scale, forward != 0); });
}

cpocketfft_real *cpocketfft_real_make(size_t size) { return make<cpocketfft_real>(size); }

void cpocketfft_real_free(cpocketfft_real *plan) { delete plan; }

int cpocketfft_real_execute(const cpocketfft_real *plan, float *values, int forward, float scale) {
    return guarded([&] { plan->plan.exec(values, scale, forward != 0); });
}

int cpocketfft_real_execute_lanes(const cpocketfft_real *plan, float *values, int forward, float scale) {
    typedef float lanes __attribute__((vector_size(CPOCKETFFT_LANES * sizeof(float))));
    return guarded([&] { plan->plan.exec(reinterpret_cast<lanes *>(values), scale, forward != 0); });
}

}
