using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>One name in a directory, as bytes with a zero at the end: what a container writes need not be UTF-8.</summary>
internal readonly record struct DirectoryEntry(byte[] Name, bool MayBeDirectory);

/// <summary>Lists an open directory with getdents64(2).</summary>
internal static class DirectoryEntries
{
    private const int BufferSize = 16 * 1024;
    private const int HeaderSize = 19; // d_ino, d_off, d_reclen, d_type

    /// <summary>All entries from the beginning but for <c>.</c> and <c>..</c>; entries may be removed while this goes on.</summary>
    public static IEnumerable<DirectoryEntry> List(SafeFileHandle directory)
    {
        if (Libc.lseek(directory, 0, 0) < 0)
        {
            throw LinuxException.Last("lseek directory");
        }

        byte[] buffer = new byte[BufferSize];
        while (true)
        {
            nint length = Libc.getdents64(directory, buffer, (nuint)buffer.Length);
            if (length < 0)
            {
                throw LinuxException.Last("getdents64");
            }

            if (length == 0)
            {
                yield break;
            }

            for (int offset = 0; offset < length;)
            {
                int size = BinaryPrimitives.ReadUInt16LittleEndian(buffer.AsSpan(offset + 16));
                byte type = buffer[offset + 18];
                byte[] name = ZeroTerminated(buffer.AsSpan(offset + HeaderSize, size - HeaderSize));
                offset += size;
                if (!name.AsSpan().SequenceEqual(".\0"u8) && !name.AsSpan().SequenceEqual("..\0"u8))
                {
                    yield return new DirectoryEntry(name, type is Libc.DT_DIR or Libc.DT_UNKNOWN);
                }
            }
        }
    }

    private static byte[] ZeroTerminated(ReadOnlySpan<byte> padded) => padded[..(padded.IndexOf((byte)0) + 1)].ToArray();
}
