// libFuzzer's entry point, which hands each input to the target that FUZZ_TARGET names.
// Must never catch what goes wrong: a trap, a hang or a byte out of bounds is what it looks for.

import Foundation

/// What is fuzzed, by the name of its folder in `seeds`.
enum FuzzTarget: String, CaseIterable {
  /// Proves that the fuzzer finds things: see `searchForCanary`.
  case canary
  case clock, glyphs, idx, journal, link, network, panel, partitions, reader, services, settings, sntp, tzif, zone

  var run: (inout FuzzInput) -> Void {
    switch self {
    case .canary: searchForCanary
    case .clock: fuzzClock
    case .glyphs: fuzzGlyphs
    case .idx: fuzzIDX
    case .journal: fuzzJournal
    case .link: fuzzLink
    case .network: fuzzNetwork
    case .panel: fuzzPanel
    case .partitions: fuzzPartitions
    case .reader: fuzzReader
    case .services: fuzzServices
    case .settings: fuzzSettings
    case .sntp: fuzzSNTP
    case .tzif: fuzzTZif
    case .zone: fuzzZone
    }
  }
}

private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " ")
    fatalError("FUZZ_TARGET is \"\(name)\"; expected one of \(names)")
  }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ data: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  var input = FuzzInput(Array(UnsafeBufferPointer(start: data, count: size)))
  target.run(&input)
  return 0
}

/// Traps at three bytes that chance alone hits once in 16 million tries, and that coverage finds within seconds.
private func searchForCanary(_ input: inout FuzzInput) {
  guard input.byte() == 0x4D, input.byte() == 0x4E, input.byte() == 0x49 else { return }
  fatalError("the canary")
}
