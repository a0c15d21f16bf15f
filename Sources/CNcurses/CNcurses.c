#define _GNU_SOURCE
#define _XOPEN_SOURCE_EXTENDED 1
#define NCURSES_WIDECHAR 1
// Functions instead of macros that name the library's variables.
#define NCURSES_NOMACROS 1
#include "CNcurses.h"

#include <CLibrary.h>

#include <curses.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#define SONAME "libncursesw.so.6"

// What is used of the library: it is opened when it is first needed, with the library of terminals that it needs.
#define CURSES_NAMES(X) \
  X(attr_set) X(clearok) X(curs_set) X(define_key) X(delscreen) X(endwin) X(erase) X(get_wch) X(getmaxx) \
  X(getmaxy) X(getmouse) X(has_colors) X(init_extended_pair) X(keypad) X(mouseinterval) X(mousemask) X(move) \
  X(mvaddnwstr) X(newterm) X(nodelay) X(noecho) X(nonl) X(raw) X(refresh) X(set_escdelay) X(start_color) \
  X(use_default_colors) X(COLORS) X(curscr) X(stdscr)

static struct {
  CURSES_NAMES(CLIB_FIELD)
} curses;
static const char *const curses_names[] = {CURSES_NAMES(CLIB_NAME)};
static int has_curses;
static char problem[512];

CLIB_NOTE(curses_note, SONAME, "screen", "the screen; --plain works without it", "recommended");

static SCREEN *screen;
static FILE *terminal_in, *terminal_out;
static int terminal_fd = -1;
static struct termios saved_modes;
static volatile sig_atomic_t modes_saved;
static int caught_stderr = -1, real_stderr = -1;
static volatile int signal_fd = -1;
static volatile sig_atomic_t was_interrupted;

enum { OWN_PASTE_BEGIN = 0x1001, OWN_PASTE_END = 0x1002 };

// What the terminal is told when the screen opens, and told back when it closes or the process dies.
static const char enter_text[] = "\033[?2004h";
static const char leave_text[] = "\033[?2004l\033[?1006l\033[?1000l\033[?1l\033>\033[0m\033[?25h\033[?1049l\r";

int cnc_width(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

int cnc_set_locale(void) {
  if (setlocale(LC_ALL, "") && strcmp(nl_langinfo(CODESET), "UTF-8") == 0) return 1;
  setlocale(LC_ALL, "C.UTF-8");
  return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

// Only async-signal-safe calls from here to the end of the handlers.
static void restore_now(void) {
  if (!modes_saved || terminal_fd < 0) return;
  tcsetattr(terminal_fd, TCSANOW, &saved_modes);
  if (write(terminal_fd, leave_text, sizeof leave_text - 1) < 0) return;
}

static struct sigaction previous[NSIG];

// Whether a signal ends the process and is not one that is watched (cnc_watch_signals): a fault, SIGQUIT, SIGUSR1, a timer.
static int is_fatal(int number) {
  switch (number) {
  case SIGINT: case SIGTERM: case SIGHUP: case SIGKILL: case SIGSTOP: case SIGTSTP: case SIGTTIN: case SIGTTOU:
  case SIGCONT: case SIGCHLD: case SIGURG: case SIGWINCH: case SIGPIPE: case SIGXFSZ:
    return 0;
  default: return 1;
  }
}

static void on_fatal(int number) {
  restore_now();
  sigaction(number, &previous[number], NULL);
  if (caught_stderr >= 0 && real_stderr >= 0) dup2(real_stderr, STDERR_FILENO);
  raise(number);
}

// Nobody reads what the first one left, or it is not done yet: a terminal that is stopped takes nothing, and is not
// waited for.
static void end_now(int number) {
  int flags = terminal_fd >= 0 ? fcntl(terminal_fd, F_GETFL) : -1;
  if (flags >= 0) fcntl(terminal_fd, F_SETFL, flags | O_NONBLOCK);
  restore_now();
  if (flags >= 0) fcntl(terminal_fd, F_SETFL, flags);
  _exit(128 + number);
}

static void on_signal(int number) {
  if (number == SIGINT && was_interrupted) end_now(number);
  if (number == SIGINT) was_interrupted = 1;
  int saved = errno;
  unsigned char octet = (unsigned char)number;
  if (signal_fd >= 0 && write(signal_fd, &octet, 1) < 0) restore_now();
  errno = saved;
}

void cnc_watch_signals(int descriptor) {
  signal_fd = descriptor;
  was_interrupted = 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = descriptor >= 0 ? on_signal : SIG_DFL;
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGHUP, &action, NULL);
  // Whoever started us may have blocked them.
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  sigaddset(&set, SIGHUP);
  pthread_sigmask(SIG_UNBLOCK, &set, NULL);
}

static void catch_stderr(void) {
  fflush(stderr);
  caught_stderr = memfd_create("stderr", MFD_CLOEXEC);
  real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (caught_stderr >= 0 && real_stderr >= 0) dup2(caught_stderr, STDERR_FILENO);
}

static void release_stderr(void) {
  if (caught_stderr < 0 || real_stderr < 0) return;
  fflush(stderr);
  dup2(real_stderr, STDERR_FILENO);
  lseek(caught_stderr, 0, SEEK_SET);
  char buffer[4096];
  ssize_t count;
  while ((count = read(caught_stderr, buffer, sizeof buffer)) > 0)
    if (write(STDERR_FILENO, buffer, (size_t)count) < 0) break;
  close(caught_stderr);
  close(real_stderr);
  caught_stderr = real_stderr = -1;
}

static void open_curses(void) {
  has_curses = clib_open(SONAME, curses_names, &curses, sizeof curses, problem, sizeof problem);
}

const char *cnc_problem(void) { return problem; }

int cnc_open(void) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, open_curses);
  if (!has_curses) return -1;
  int own = isatty(STDIN_FILENO) && isatty(STDOUT_FILENO);
  terminal_fd = own ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3) : open("/dev/tty", O_RDWR | O_CLOEXEC);
  if (terminal_fd < 0 || tcgetattr(terminal_fd, &saved_modes) != 0) return 0;
  modes_saved = 1;
  terminal_in = fdopen(fcntl(terminal_fd, F_DUPFD_CLOEXEC, 3), "r");
  terminal_out = own ? stdout : fdopen(fcntl(terminal_fd, F_DUPFD_CLOEXEC, 3), "w");
  if (!terminal_in || !terminal_out) return 0;
  struct sigaction action;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = on_fatal;
  action.sa_flags = (int)(SA_NODEFER | SA_ONSTACK);
  for (int number = 1; number < NSIG; number++) {
    if (!is_fatal(number) || sigaction(number, NULL, &previous[number]) != 0) continue;
    // What is ignored ends nothing.
    if (previous[number].sa_handler != SIG_IGN) sigaction(number, &action, NULL);
  }
  const char *name = getenv("TERM");
  screen = curses.newterm(name && *name ? NULL : "ansi", terminal_out, terminal_in);
  if (!screen) {
    snprintf(problem, sizeof problem, "%s", name ? name : "");
    // Nothing was written there.
    modes_saved = 0;
    return -2;
  }
  catch_stderr();
  curses.raw();
  curses.noecho();
  curses.nonl();
  curses.keypad(*curses.stdscr, TRUE);
  curses.nodelay(*curses.stdscr, TRUE);
  curses.set_escdelay(25);
  curses.define_key("\033[200~", OWN_PASTE_BEGIN);
  curses.define_key("\033[201~", OWN_PASTE_END);
  curses.mousemask(BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
  curses.mouseinterval(0);
  if (curses.has_colors()) {
    curses.start_color();
    curses.use_default_colors();
  }
  cnc_raw(enter_text, sizeof enter_text - 1);
  return 1;
}

void cnc_close(void) {
  if (screen) {
    curses.endwin();
    curses.delscreen(screen);
    screen = NULL;
  }
  restore_now();
  modes_saved = 0;
  for (int number = 1; number < NSIG; number++)
    if (is_fatal(number)) sigaction(number, &previous[number], NULL);
  if (terminal_in) fclose(terminal_in);
  if (terminal_out && terminal_out != stdout) fclose(terminal_out);
  if (terminal_fd >= 0) close(terminal_fd);
  terminal_in = terminal_out = NULL;
  terminal_fd = -1;
  release_stderr();
}

int cnc_input(void) { return terminal_in ? fileno(terminal_in) : -1; }
int cnc_colours(void) { return curses.has_colors() ? *curses.COLORS : 0; }

void cnc_size(int *rows, int *columns) {
  *rows = curses.getmaxy(*curses.stdscr);
  *columns = curses.getmaxx(*curses.stdscr);
}

void cnc_define_pair(int number, int foreground, int background) {
  if (curses.has_colors()) curses.init_extended_pair(number, foreground, background);
}

void cnc_erase(void) { curses.erase(); }

void cnc_put(int row, int column, const wchar_t *text, int length, int attributes, int pair) {
  attr_t on = A_NORMAL;
  if (attributes & CNC_BOLD) on |= A_BOLD;
  if (attributes & CNC_DIM) on |= A_DIM;
  if (attributes & CNC_REVERSE) on |= A_REVERSE;
  if (attributes & CNC_UNDERLINE) on |= A_UNDERLINE;
  curses.attr_set(on, 0, &pair);
  curses.mvaddnwstr(row, column, text, length);
}

void cnc_show(int row, int column) {
  if (row >= 0) curses.move(row, column);
  curses.curs_set(row >= 0 ? 1 : 0);
  curses.refresh();
}

void cnc_repaint(void) { curses.clearok(*curses.curscr, TRUE); }

static int32_t wheel(void) {
  MEVENT event;
  if (curses.getmouse(&event) != OK) return CNC_OTHER;
  if (event.bstate & BUTTON4_PRESSED) return CNC_WHEEL_UP;
  if (event.bstate & BUTTON5_PRESSED) return CNC_WHEEL_DOWN;
  return CNC_OTHER;
}

int32_t cnc_key(void) {
  wint_t key;
  int result = curses.get_wch(&key);
  if (result == ERR) return CNC_NONE;
  if (result == OK) return (int32_t)key;
  switch (key) {
  case KEY_UP: return CNC_UP;
  case KEY_DOWN: return CNC_DOWN;
  case KEY_LEFT: return CNC_LEFT;
  case KEY_RIGHT: return CNC_RIGHT;
  case KEY_HOME: return CNC_HOME;
  case KEY_END: return CNC_END;
  case KEY_PPAGE: return CNC_PAGE_UP;
  case KEY_NPAGE: return CNC_PAGE_DOWN;
  case KEY_BACKSPACE: return CNC_BACKSPACE;
  case KEY_DC: return CNC_DELETE;
  case KEY_IC: return CNC_INSERT;
  case KEY_BTAB: return CNC_BACKTAB;
  case KEY_ENTER: return CNC_ENTER;
  case KEY_RESIZE: return CNC_RESIZE;
  case KEY_MOUSE: return wheel();
  case OWN_PASTE_BEGIN: return CNC_PASTE_BEGIN;
  case OWN_PASTE_END: return CNC_PASTE_END;
  default: return key >= KEY_F(1) && key <= KEY_F(12) ? CNC_F0 + (int32_t)(key - KEY_F(0)) : CNC_OTHER;
  }
}

void cnc_raw(const char *octets, size_t length) {
  if (terminal_fd < 0) return;
  size_t done = 0;
  while (done < length) {
    ssize_t count = write(terminal_fd, octets + done, length - done);
    if (count < 0 && errno != EINTR) return;
    if (count > 0) done += (size_t)count;
  }
}

void cnc_suspend(void) {
  static const char off[] = "\033[?2004l";
  cnc_raw(off, sizeof off - 1);
  curses.endwin();
  struct sigaction action, old;
  memset(&action, 0, sizeof action);
  sigemptyset(&action.sa_mask);
  action.sa_handler = SIG_DFL;
  sigaction(SIGTSTP, &action, &old);
  raise(SIGTSTP);
  sigaction(SIGTSTP, &old, NULL);
  cnc_raw(enter_text, sizeof enter_text - 1);
  curses.clearok(*curses.curscr, TRUE);
  curses.refresh();
}
