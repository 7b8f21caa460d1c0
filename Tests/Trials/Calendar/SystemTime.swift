// What glibc says about time zones, asked in a process of its own: TZ belongs to a whole process, and other suites ask
// for this machine's local time meanwhile. Must never use this project's code for an answer.

import Foundation
import Support
import Testing

enum SystemTime {
  struct State: Equatable {
    let offset: Int32
    let isDaylight: Bool
    let name: Substring
  }

  /// What glibc finds when it is asked every 20 days, then by bisection, and at random instants.
  struct Findings {
    var changes: [(instant: Int64, before: State, after: State)] = []
    var samples: [(instant: Int64, state: State)] = []

    /// From the changes, or from a sample where there are none.
    func state(at instant: Int64) -> State? {
      changes.last { $0.instant <= instant }?.after ?? changes.first?.before ?? samples.first?.state
    }
  }

  /// The value of TZ, and when to begin.
  struct Question {
    let zone: String
    let from: Int64
  }

  /// - Returns: one for each question, in the same order.
  static func ask(_ questions: [Question], until: Int64, samples: Int) throws -> [Findings] {
    let folder = try TemporaryFolder()
    let file = folder.path + "/questions"
    try Files.write(Data(questions.map { "\($0.zone)\t\($0.from)\n" }.joined().utf8), to: file)
    let result = try ChildProcess.run("python3", ["-c", script, file, "\(until)", "\(samples)"])
    try #require(result.status == 0, "\(result.errors)")
    var all: [Findings] = []
    for line in result.output.split(separator: "\n") {
      let fields = line.split(separator: "\t")
      func state(_ index: Int) throws -> State {
        State(
          offset: try #require(Int32(fields[index])), isDaylight: fields[index + 1] == "1", name: fields[index + 2])
      }
      switch fields[0] {
      case "zone": all.append(Findings())
      case "change":
        all[all.count - 1].changes.append((try #require(Int64(fields[1])), try state(2), try state(5)))
      default: all[all.count - 1].samples.append((try #require(Int64(fields[1])), try state(2)))
      }
    }
    return all
  }

  /// Python's `time` is a thin layer over the C library's.
  private static let script = """
    import os, random, sys, time
    until, samples = int(sys.argv[2]), int(sys.argv[3])
    def state(instant):
        fields = time.localtime(instant)
        return fields.tm_gmtoff, fields.tm_isdst, fields.tm_zone
    for line in open(sys.argv[1]):
        zone, begin = line.rstrip("\\n").split("\\t")
        os.environ["TZ"] = zone
        time.tzset()
        print("zone", zone, sep="\\t")
        here, current = int(begin), state(int(begin))
        while here < until:
            there = min(here + 20 * 86400, until)
            other = state(there)
            if other != current:
                low, high = here, there
                while high - low > 1:
                    middle = (low + high) // 2
                    if state(middle) == current: low = middle
                    else: high = middle
                print("change", high, *state(low), *state(high), sep="\\t")
            here, current = there, other
        numbers = random.Random(zone)
        for _ in range(samples):
            instant = numbers.randrange(int(begin), until)
            print("sample", instant, *state(instant), sep="\\t")
    """
}
