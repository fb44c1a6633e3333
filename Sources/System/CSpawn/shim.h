#pragma once
#include <spawn.h>

// glibc (2.34) has these two, but its headers show them only to those who ask for GNU extensions, which Swift's Glibc does not.
extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *, const char *);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int);

/// The program starts in this folder.
static inline int spawn_actions_change_folder(posix_spawn_file_actions_t *actions, const char *folder) {
  return posix_spawn_file_actions_addchdir_np(actions, folder);
}

/// The program inherits no file from this number on.
static inline int spawn_actions_close_from(posix_spawn_file_actions_t *actions, int first) {
  return posix_spawn_file_actions_addclosefrom_np(actions, first);
}

/// glibc's POSIX_SPAWN_SETSID (2.26), hidden for the same reason.
static const int spawn_new_session = 0x80;
