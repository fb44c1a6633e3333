// Shows ThreadSanitizer what it cannot see: a contended Synchronization.Mutex is handed over by the kernel, within the standard
// library, which is not instrumented; all that the lock guards would look like a race. Loaded before that library.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context))
#define LOCK_SLOW "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define TRY_LOCK_SLOW "$s15Synchronization12_MutexHandleV12_tryLockSlowSbyF"
#define UNLOCK_SLOW "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

// Programs without the sanitizer inherit this library too.
extern void __tsan_acquire(void *) __attribute__((weak));
extern void __tsan_release(void *) __attribute__((weak));

SWIFT void lockSlow(uint32_t thread, SELF void *self) __asm__(LOCK_SLOW);
SWIFT _Bool tryLockSlow(SELF void *self) __asm__(TRY_LOCK_SLOW);
SWIFT void unlockSlow(SELF void *self) __asm__(UNLOCK_SLOW);

SWIFT void lockSlow(uint32_t thread, SELF void *self) {
  SWIFT void (*real)(uint32_t, SELF void *) = (void *)dlsym(RTLD_NEXT, LOCK_SLOW);
  real(thread, self);
  if (__tsan_acquire) __tsan_acquire(self);
}

SWIFT _Bool tryLockSlow(SELF void *self) {
  SWIFT _Bool (*real)(SELF void *) = (void *)dlsym(RTLD_NEXT, TRY_LOCK_SLOW);
  _Bool isLocked = real(self);
  if (isLocked && __tsan_acquire) __tsan_acquire(self);
  return isLocked;
}

SWIFT void unlockSlow(SELF void *self) {
  SWIFT void (*real)(SELF void *) = (void *)dlsym(RTLD_NEXT, UNLOCK_SLOW);
  if (__tsan_release) __tsan_release(self);
  real(self);
}
