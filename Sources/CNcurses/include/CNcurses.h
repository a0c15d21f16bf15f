// The screen library for Swift: the few functions of ncursesw that the console's Terminal needs, with its
// macros and global variables behind functions, and the guard that gives the terminal back when the process
// dies. Nothing here knows what is drawn.
#ifndef SMTPSCOPE_CNCURSES_H
#define SMTPSCOPE_CNCURSES_H

#include <stddef.h>
#include <stdint.h>
#include <wchar.h>

// Columns that a character takes: 0, 1 or 2; -1 for what cannot be printed. Needs a UTF-8 locale.
int cnc_width(uint32_t scalar);
// Sets the locale from the environment, or C.UTF-8 where that has no UTF-8. 1 when it is UTF-8 afterwards.
int cnc_set_locale(void);

// Opens the screen on the terminal: on standard input and output where they are one, on /dev/tty otherwise.
// 1 on success, 0 without a terminal, -1 when ncurses cannot be opened, -2 when it does not know $TERM. Standard error is caught until cnc_close,
// which prints it.
int cnc_open(void);
// Why ncurses could not be opened, in the loader's words.
const char *cnc_problem(void);
void cnc_close(void);
// The descriptor that key presses come from.
int cnc_input(void);
int cnc_colours(void);
void cnc_size(int *rows, int *columns);

// Defines pair `number` (1 and up); -1 is the terminal's own colour.
void cnc_define_pair(int number, int foreground, int background);

enum cnc_attribute { CNC_BOLD = 1, CNC_DIM = 2, CNC_REVERSE = 4, CNC_UNDERLINE = 8 };

void cnc_erase(void);
void cnc_put(int row, int column, const wchar_t *text, int length, int attributes, int pair);
// Shows what was put, with the cursor at a place; row -1 hides it.
void cnc_show(int row, int column);
// Repaints everything.
void cnc_repaint(void);

// Keys: a character, or one of these. Never waits.
enum cnc_key {
  CNC_NONE = -1,
  CNC_KEY_BASE = 0x200000,  // beyond Unicode
  CNC_UP, CNC_DOWN, CNC_LEFT, CNC_RIGHT, CNC_HOME, CNC_END, CNC_PAGE_UP, CNC_PAGE_DOWN,
  CNC_BACKSPACE, CNC_DELETE, CNC_INSERT, CNC_BACKTAB, CNC_ENTER, CNC_RESIZE,
  CNC_WHEEL_UP, CNC_WHEEL_DOWN, CNC_PASTE_BEGIN, CNC_PASTE_END, CNC_OTHER,
  CNC_F0 = 0x200100
};
int32_t cnc_key(void);

// Octets straight to the terminal, for OSC 52.
void cnc_raw(const char *octets, size_t length);
// Stops the process as Ctrl-Z does, with the terminal as it was; returns when it is continued.
void cnc_suspend(void);

// INT, TERM and HUP write their number to this descriptor; -1 turns that off. A second INT ends the process at once, by
// _exit(130) in the handler, with the terminal as it was.
void cnc_watch_signals(int descriptor);

#endif
