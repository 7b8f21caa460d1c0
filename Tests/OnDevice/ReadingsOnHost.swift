// The readings of Readings.swift on this machine, compiled with checks of every address.
// Usage: the file, how many random models, the seed. Must never run without those checks: the script compiles them in.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@main struct ReadingsOnHost {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let times = Int(arguments[2]), let seed = UInt32(arguments[3]),
      let file = fopen(arguments[1], "rb")
    else {
      print("usage: readings FILE TIMES SEED")
      exit(2)
    }
    fseek(file, 0, SEEK_END)
    var bytes = [UInt8](repeating: 0, count: ftell(file))
    rewind(file)
    guard fread(&bytes, 1, bytes.count, file) == bytes.count else { exit(2) }
    let size = Int(bytes.span.littleEndian32(at: 0))
    // Each in memory of its own, so that a byte read outside it is an error.
    let (model, digits) = (Array(bytes[8..<8 + size]), Array(bytes[(8 + size)...]))
    let work = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: DigitReader.scratchSize)
    defer { work.deallocate() }
    var scratch = MutableSpan(_unsafeElements: work)
    var readings = Readings()
    readings.readAll(model.span, digits.span, &scratch, clock: { 0 }, put: { print("read \($0)") })
    print("certainties \(readings.crc.value)")
    var random = RandomBytes(seed: seed)
    var room = [UInt8](repeating: 0, count: 20_000)
    let picture = Array(digits.prefix(784))
    for _ in 0..<times {
      var span = room.mutableSpan
      readings.tryRandom(&random, &span, picture.span, &scratch)
    }
    print("accepted \(readings.accepted)\nrefused \(readings.refused)\nvalues \(readings.crc.value)")
  }
}
