// The clock of Sleeps.swift on this machine, with every address checked. Usage: the image, how many minutes, and whether it
// sleeps. Must never run without those checks: the script compiles them in.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

@main struct SleepsOnHost {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 4, let minutes = UInt32(arguments[2]), let file = fopen(arguments[1], "rb") else {
      print("usage: sleeps IMAGE MINUTES asleep|awake")
      exit(2)
    }
    fseek(file, 0, SEEK_END)
    let size = ftell(file)
    rewind(file)
    let image = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 16).assumingMemoryBound(to: UInt8.self)
    guard fread(image, 1, size, file) == size else { exit(2) }
    let journal = UnsafeMutablePointer<UInt8>.allocate(capacity: SleepsMemory.journalSize)
    let record = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: Sleeps.recordSize)
    defer {
      image.deallocate()
      journal.deallocate()
      record.deallocate()
    }
    let found = Sleeps(
      SleepsMemory(glyphs: image, size: size, journal: journal), minutes: minutes,
      isForgetful: arguments[3] == "asleep", record: record)
    print("traffic \(found.traffic)\ntransfers \(found.transfers)\njournal \(found.cells)\nrequests \(found.polls)")
    print("rests \(found.rests)\ninstants \(found.instants.value)\nstrayed \(found.strayed)")
    print("refused \(found.spoilt)\nwrong \(found.taken)")
  }
}
