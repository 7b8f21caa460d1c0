// The machine's clock as one program sees it, to be set while that runs: a library ahead of the C library, built by
// the toolchain's clang; on Linux only, which has LD_PRELOAD. libfaketime won't do: it moves the environment, by which
// Swift finds its arguments, and they are lost. Must never set the machine's own clock.

import Foundation
import Support
import Testing

struct SteppedClock {
  /// What the program's environment needs.
  let variables: [String: String]
  private let file: String

  /// - Parameter folder: for the library and the clock's setting.
  init(in folder: String) throws {
    (file, variables) = (folder + "/ahead", ["LD_PRELOAD": folder + "/clock.so", "AHEAD": folder + "/ahead"])
    try Files.write(SteppedClock.source.utf8, to: folder + "/clock.c")
    let made = try ChildProcess.run("clang", ["-shared", "-fPIC", folder + "/clock.c", "-o", folder + "/clock.so"])
    try #require(made.status == 0, "\(made.errors)")
  }

  /// - Parameter seconds: how far ahead of the machine's clock it is from now on.
  func set(ahead seconds: Int) throws { try Files.write("\(seconds)".utf8, to: file) }

  private static let source = """
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <time.h>
    int clock_gettime(clockid_t clock, struct timespec *moment) {
      static int (*real)(clockid_t, struct timespec *);
      if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
      int result = real(clock, moment);
      FILE *file = clock == CLOCK_REALTIME ? fopen(getenv("AHEAD"), "r") : 0;
      long ahead = 0;
      if (file) {
        if (fscanf(file, "%ld", &ahead) == 1) moment->tv_sec += ahead;
        fclose(file);
      }
      return result;
    }

    """
}
