// The version. Must never be stated anywhere else: CMakeLists.txt and `mnist-clock --version` read it from here.

/// As on semver.org; CHANGELOG.md says what changed.
public enum Version {
  public static var text: StaticString { "0.2.0" }
}
