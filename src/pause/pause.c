/*
 * pause: the process that holds a pod's namespaces open.
 *
 * It sleeps until SIGTERM or SIGINT and then exits at once. As PID 1 of a shared PID namespace it also
 * reaps the orphans that end up with it. All three signals stay blocked and are taken with
 * rt_sigtimedwait: a blocked signal reaches PID 1 although it has no handler, and none can be lost
 * between a check and a sleep. Raw system calls instead of a C library keep it under 1 kB.
 */
#include <asm/signal.h>
#include <asm/unistd.h>
#include <linux/wait.h>

static long syscall4(long number, long a, long b, long c, long d)
{
#if defined(__x86_64__)
    long result;
    register long fourth __asm__("r10") = d;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(fourth)
                     : "rcx", "r11", "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
#else
#error "pause has no system call for this architecture yet"
#endif
}

__attribute__((noreturn)) void _start(void)
{
    /* The kernel's signal set: 64 bits, signal n is bit n - 1. */
    const unsigned long signals = 1UL << (SIGTERM - 1) | 1UL << (SIGINT - 1) | 1UL << (SIGCHLD - 1);
    syscall4(__NR_rt_sigprocmask, SIG_BLOCK, (long)&signals, 0, sizeof signals);

    for (;;) {
        long signal = syscall4(__NR_rt_sigtimedwait, (long)&signals, 0, 0, sizeof signals);
        if (signal == SIGTERM || signal == SIGINT)
            syscall4(__NR_exit_group, 0, 0, 0, 0);
        /* One SIGCHLD may stand for many children; an interrupted wait (EINTR) costs one harmless look. */
        while (syscall4(__NR_wait4, -1, 0, WNOHANG, 0) > 0) {
        }
    }
}
