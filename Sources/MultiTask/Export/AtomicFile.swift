import Audio
import Foundation

/// Files that are there whole or not at all: written to a temporary name beside the target, then renamed.
public enum AtomicFile {
    /// Replaces what was there. A device or a pipe is written to directly, as it can't be replaced.
    ///
    /// - Throws: ``AudioError/unwritable(path:reason:)``; nothing is left behind then, and what was there stays.
    public static func write(_ data: Data, to url: URL) throws(AudioError) {
        var isFolder: ObjCBool = false
        let exists = FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder)
        guard !isFolder.boolValue else { throw .unwritable(path: url.path, reason: "it is a folder") }
        let folder = url.deletingLastPathComponent().path
        guard FileManager.default.fileExists(atPath: folder) else {
            throw .unwritable(path: url.path, reason: "there is no folder \(folder)")
        }
        do {
            if exists && !isRegular(url) {
                let handle = try FileHandle(forWritingTo: url)
                defer { try? handle.close() }
                try handle.write(contentsOf: data)
            } else {
                try data.write(to: url.resolvingSymlinksInPath(), options: .atomic)
            }
        } catch {
            throw .unwritable(path: url.path, reason: reason(error))
        }
    }

    private static func isRegular(_ url: URL) -> Bool {
        let resolved = url.resolvingSymlinksInPath().path
        let attributes = try? FileManager.default.attributesOfItem(atPath: resolved)
        return attributes?[.type] as? FileAttributeType == .typeRegular
    }

    private static func reason(_ error: any Error) -> String {
        var current: NSError? = error as NSError
        while let inner = current {
            if inner.domain == NSPOSIXErrorDomain {
                switch POSIXErrorCode(rawValue: Int32(inner.code)) {
                case .ENOSPC, .EDQUOT: return "the disk is full"
                case .EACCES, .EPERM: return "there is no permission to write there"
                case .EROFS: return "the disk is read-only"
                case .ENAMETOOLONG: return "the name is too long"
                default: return inner.localizedDescription
                }
            }
            if inner.domain == NSCocoaErrorDomain {
                switch CocoaError.Code(rawValue: inner.code) {
                case .fileWriteOutOfSpace: return "the disk is full"
                case .fileWriteNoPermission: return "there is no permission to write there"
                case .fileWriteVolumeReadOnly: return "the disk is read-only"
                default: break
                }
            }
            current = inner.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return (error as NSError).localizedDescription
    }
}
