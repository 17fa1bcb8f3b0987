/* Puts a socket in the place of a USB device: preloaded into the process that opens a Ledger.

   HIDRAW_TREE names a folder that stands for /sys/class/hidraw, HIDRAW_SOCKET a SOCK_SEQPACKET socket that stands for
   each /dev/hidraw*: one packet is one report. Where nothing listens there, opening fails by the number HIDRAW_TROUBLE,
   else for want of permission. Nothing else of the process is changed. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <linux/hidraw.h>

static const char CLASS[] = "/sys/class/hidraw", NODE[] = "/dev/hidraw";
static int the_device = -1;

#define TRUE_ONE(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static const char *placed(const char *path, char *room) {
    const char *tree = getenv("HIDRAW_TREE");
    if (!tree || strncmp(path, CLASS, sizeof CLASS - 1)) return path;
    snprintf(room, PATH_MAX, "%s%s", tree, path + sizeof CLASS - 1);
    return room;
}

static int connected(void) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    const char *path = getenv("HIDRAW_SOCKET"), *trouble = getenv("HIDRAW_TROUBLE");
    int device = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    snprintf(address.sun_path, sizeof address.sun_path, "%s", path ? path : "");
    if (connect(device, (struct sockaddr *)&address, sizeof address)) { close(device); errno = trouble ? atoi(trouble) : EACCES; return -1; }
    return the_device = device;
}

static int opened(int (*true_open)(const char *, int, ...), const char *path, int flags, mode_t mode) {
    char room[PATH_MAX];
    if (!strncmp(path, NODE, sizeof NODE - 1)) return connected();
    return true_open(placed(path, room), flags, mode);
}

static mode_t mode_in(int flags, va_list more) { return flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0; }

int open(const char *path, int flags, ...) {
    va_list more; va_start(more, flags); mode_t mode = mode_in(flags, more); va_end(more);
    return opened(TRUE_ONE(open), path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list more; va_start(more, flags); mode_t mode = mode_in(flags, more); va_end(more);
    return opened(TRUE_ONE(open64), path, flags, mode);
}
DIR *opendir(const char *path) { char room[PATH_MAX]; return TRUE_ONE(opendir)(placed(path, room)); }
char *realpath(const char *path, char *out) { char room[PATH_MAX]; return TRUE_ONE(realpath)(placed(path, room), out); }
ssize_t readlink(const char *path, char *out, size_t size) {
    char room[PATH_MAX]; return TRUE_ONE(readlink)(placed(path, room), out, size);
}

int ioctl(int file, unsigned long request, ...) {
    va_list more; va_start(more, request); void *out = va_arg(more, void *); va_end(more);
    /* Usage page FFA0, as Ledger's interface for APDUs has it. */
    static const unsigned char descriptor[] = {0x06, 0xA0, 0xFF, 0x09, 0x01, 0xA1, 0x01, 0xC0};
    if (file != the_device || file < 0) return TRUE_ONE(ioctl)(file, request, out);
    if (request == HIDIOCGRDESCSIZE) { *(int *)out = sizeof descriptor; return 0; }
    errno = EINVAL;
    return -1;
}
