// The questions in a file, answered on this machine, with every address checked. Usage: the file.
// Must never run without those checks: the script compiles them in.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

func put(_ character: UInt8) {
  putchar(Int32(character))
}

func put(_ text: StaticString) {
  for index in 0..<text.utf8CodeUnitCount { put(text.utf8Start[index]) }
}

func put(_ number: UInt32) {
  for digit in String(number).utf8 { put(digit) }
}

func put(_ name: StaticString, _ number: UInt32) {
  put(name)
  put(" ")
  put(number)
  put("\n")
}

@main struct SuitesOnHost {
  static func main() {
    guard CommandLine.arguments.count == 2, let file = fopen(CommandLine.arguments[1], "rb") else {
      print("usage: suites FILE")
      exit(2)
    }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    // Of exactly this size, so that a read past the end is an error.
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    defer { bytes.deallocate() }
    guard fread(bytes, 1, size, file) == size else { exit(2) }
    answerAll(Span(_unsafeElements: UnsafeBufferPointer(start: UnsafePointer(bytes), count: size)))
  }
}
