// The damage of Damage.swift on this machine, with every address checked.
// Usage: the image, how many times, the seed. Must never run without those checks: the script compiles them in.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@main struct DamageOnHost {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let times = Int(arguments[2]), let seed = UInt32(arguments[3]),
      let file = fopen(arguments[1], "rb")
    else {
      print("usage: damage IMAGE TIMES SEED")
      exit(2)
    }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    // Of exactly this size, so that a read past the end is an error; aligned to 16 bytes, as in flash.
    let image = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16).assumingMemoryBound(to: UInt8.self)
    let pristine = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    guard fread(pristine, 1, size, file) == size else { exit(2) }
    defer {
      image.deallocate()
      pristine.deallocate()
    }
    image.update(from: pristine, count: size)
    let bytes = Span(_unsafeElements: UnsafeBufferPointer(start: UnsafePointer(image), count: size))
    guard let table = try? GlyphTable(checking: bytes) else {
      print("the image is refused")
      exit(1)
    }
    var damage = Damage(image: image, pristine: pristine, size: size, table: table, seed: seed)
    var reader = GlyphReader()
    for _ in 0..<times { damage.once(&reader) }
    print("refused \(damage.refused)\nfound \(damage.found)\nread \(damage.read)\nwrong \(damage.wrong)")
    print("blurred \(damage.blurred)\npixels \(damage.pixels.value)")
  }
}
