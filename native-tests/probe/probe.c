/*
 * probe: tells, from inside a container, what the kernel says about the process it runs as.
 *
 * One `key=value` line per fact; a fact with several lines repeats its key. Bytes below a space and
 * the backslash are written as \ooo, so a line is always a line. A fact that cannot be read gives
 * `key=!<errno text>` rather than nothing: a silent gap would look like an empty value.
 *
 *   probe          prints the facts
 *   probe FILE     writes them to FILE, which appears only when complete, and then waits for SIGTERM or SIGINT
 */
#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static void print_escaped(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        unsigned char c = (unsigned char)text[i];
        if (c < ' ' || c == '\\' || c == 127)
            printf("\\%03o", c);
        else
            putchar(c);
    }
}

static void print_fact(const char *key, const char *value, size_t length)
{
    printf("%s=", key);
    print_escaped(value, length);
    putchar('\n');
}

static void print_namespaces(void)
{
    static const char *const kinds[] = {"cgroup", "ipc", "mnt", "net", "pid", "time", "user", "uts"};
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        char path[64];
        struct stat status;
        snprintf(path, sizeof path, "/proc/self/ns/%s", kinds[i]);
        if (stat(path, &status) == 0)
            printf("ns.%s=%lu\n", kinds[i], (unsigned long)status.st_ino);
        else
            printf("ns.%s=!%s\n", kinds[i], strerror(errno));
    }
}

static void print_ids(void)
{
    uid_t ruid, euid, suid;
    gid_t rgid, egid, sgid, groups[256];
    getresuid(&ruid, &euid, &suid);
    getresgid(&rgid, &egid, &sgid);
    printf("uid=%u\neuid=%u\ngid=%u\negid=%u\n", ruid, euid, rgid, egid);
    int count = getgroups(256, groups);
    printf("groups=");
    for (int i = 0; i < count; i++)
        printf("%s%u", i ? "," : "", groups[i]);
    putchar('\n');
}

/* Every line of a file as `key=line`, or only the one that starts with `prefix`, without it. */
static void print_lines(const char *key, const char *path, const char *prefix)
{
    FILE *file = fopen(path, "re");
    if (!file) {
        printf("%s=!%s\n", key, strerror(errno));
        return;
    }
    char *line = NULL;
    size_t capacity = 0, skip = prefix ? strlen(prefix) : 0;
    ssize_t length;
    while ((length = getline(&line, &capacity, file)) > 0) {
        if (line[length - 1] == '\n')
            length--;
        if (prefix && strncmp(line, prefix, skip) != 0)
            continue;
        print_fact(key, line + skip, (size_t)length - skip);
    }
    free(line);
    fclose(file);
}

static void print_limits(void)
{
    static const struct { const char *name; int resource; } limits[] = {
        {"nofile", RLIMIT_NOFILE}, {"nproc", RLIMIT_NPROC}, {"core", RLIMIT_CORE}, {"memlock", RLIMIT_MEMLOCK}};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        struct rlimit limit;
        if (getrlimit(limits[i].resource, &limit) == 0)
            printf("rlimit.%s=%lld:%lld\n", limits[i].name, (long long)limit.rlim_cur, (long long)limit.rlim_max);
        else
            printf("rlimit.%s=!%s\n", limits[i].name, strerror(errno));
    }
}

static void print_facts(int argc, char **argv)
{
    struct timespec now;
    struct utsname names;
    char directory[4096];

    clock_gettime(CLOCK_REALTIME, &now);
    printf("started_ns=%lld%09ld\n", (long long)now.tv_sec, now.tv_nsec);
    printf("pid=%d\nppid=%d\n", getpid(), getppid());
    print_namespaces();
    uname(&names);
    printf("hostname=%s\ndomainname=%s\n", names.nodename, names.domainname);
    print_ids();
    static const char *const fields[] = {"CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb", "NoNewPrivs", "Seccomp"};
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        char prefix[32];
        snprintf(prefix, sizeof prefix, "%s:\t", fields[i]);
        print_lines(fields[i], "/proc/self/status", prefix);
    }
    print_lines("oom_score_adj", "/proc/self/oom_score_adj", NULL);
    print_limits();
    print_lines("cgroup", "/proc/self/cgroup", NULL);
    print_lines("mount", "/proc/self/mountinfo", NULL);
    print_lines("resolv.conf", "/etc/resolv.conf", NULL);
    print_lines("hosts", "/etc/hosts", NULL);
    print_lines("etc-hostname", "/etc/hostname", NULL);
    printf("cwd=%s\n", getcwd(directory, sizeof directory) ? directory : "!gone");
    for (int i = 0; i < argc; i++)
        print_fact("arg", argv[i], strlen(argv[i]));
    for (char **variable = environ; *variable; variable++)
        print_fact("env", *variable, strlen(*variable));
}

static int wait_for_end(void)
{
    sigset_t ends;
    int signal;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, NULL);
    return sigwait(&ends, &signal);
}

int main(int argc, char **argv)
{
    char unfinished[4096];
    if (argc > 1) {
        snprintf(unfinished, sizeof unfinished, "%s.new", argv[1]);
        if (!freopen(unfinished, "w", stdout)) {
            perror(unfinished);
            return 1;
        }
    }
    print_facts(argc, argv);
    if (fflush(stdout) != 0 || ferror(stdout))
        return 1;
    if (argc == 1)
        return 0;
    if (rename(unfinished, argv[1]) != 0) {
        perror(argv[1]);
        return 1;
    }
    return wait_for_end();
}
