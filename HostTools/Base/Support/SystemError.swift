// What the system says about an error, in its own words. Must never pass on Foundation's, which tell people about
// domains, or about permission when that isn't the cause.

import Foundation

public enum SystemError {
  public static func words(_ code: Int32) -> String {
    String(cString: strerror(code))
  }

  public static func words(_ error: any Error) -> String {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return words(Int32(error.code)) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? NSError { return words(underlying) }
    guard error.domain == NSCocoaErrorDomain, let code = codes[CocoaError.Code(rawValue: error.code)] else {
      return "the system gives no reason"
    }
    return words(code)
  }

  /// Foundation doesn't reveal the system's number if it checked before it tried.
  private static let codes: [CocoaError.Code: Int32] = [
    .fileNoSuchFile: ENOENT, .fileReadNoSuchFile: ENOENT, .fileReadNoPermission: EACCES, .fileWriteNoPermission: EACCES,
    .fileWriteFileExists: EEXIST, .fileWriteOutOfSpace: ENOSPC, .fileWriteVolumeReadOnly: EROFS,
  ]
}
