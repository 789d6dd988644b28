using System.Buffers.Binary;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>Kinds of inotify events, as in inotify(7).</summary>
[Flags]
internal enum InotifyMask : uint
{
    None = 0,
    Modify = 0x2,
    Attrib = 0x4,
    CloseWrite = 0x8,
    MovedFrom = 0x40,
    MovedTo = 0x80,
    Create = 0x100,
    Delete = 0x200,
    DeleteSelf = 0x400,
    MoveSelf = 0x800,
    Unmount = 0x2000,
    Overflow = 0x4000,
    Ignored = 0x8000,
}

/// <summary>One event: what happened to the entry <c>Name</c> of the watched directory, or to the directory itself.</summary>
internal readonly record struct InotifyEvent(int Watch, InotifyMask Mask, string Name);

/// <summary>An inotify instance: never blocks; <see cref="Handle"/> is readable when there is something to read.</summary>
internal sealed class Inotify : IDisposable
{
    private const int HeaderSize = 16;
    private readonly byte[] _buffer = new byte[64 * 1024];

    public Inotify()
    {
        Handle = Libc.inotify_init1(Libc.IN_CLOEXEC | Libc.IN_NONBLOCK);
        if (Handle.IsInvalid)
        {
            // EMFILE here is fs.inotify.max_user_instances.
            throw LinuxException.Last("inotify_init1");
        }
    }

    public SafeFileHandle Handle { get; }

    /// <summary>Watches what the descriptor points to; the same inode gives the same number again.</summary>
    public int Add(SafeFileHandle target, InotifyMask mask, string pathForMessages)
    {
        int watch = Libc.inotify_add_watch(Handle, $"/proc/self/fd/{target.DangerousGetHandle()}", (uint)mask);
        return watch >= 0 ? watch : throw LinuxException.Last($"inotify_add_watch {pathForMessages}");
    }

    /// <summary>Stops a watch; one that the kernel has dropped already is fine.</summary>
    public void Remove(int watch) => _ = Libc.inotify_rm_watch(Handle, watch);

    /// <summary>The events that have arrived, up to one buffer; empty when there are none.</summary>
    public List<InotifyEvent> Read()
    {
        var events = new List<InotifyEvent>();
        nint length = Libc.read(Handle, _buffer, (nuint)_buffer.Length);
        if (length < 0)
        {
            return LinuxException.LastErrno is Errno.EAGAIN or Errno.EINTR ? events : throw LinuxException.Last("read inotify");
        }

        ReadOnlySpan<byte> rest = _buffer.AsSpan(0, (int)length);
        while (rest.Length >= HeaderSize)
        {
            int watch = BinaryPrimitives.ReadInt32LittleEndian(rest);
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            int nameLength = (int)BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]);
            ReadOnlySpan<byte> name = rest.Slice(HeaderSize, nameLength).TrimEnd((byte)0);
            events.Add(new InotifyEvent(watch, (InotifyMask)mask, Encoding.UTF8.GetString(name)));
            rest = rest[(HeaderSize + nameLength)..];
        }

        return events;
    }

    public void Dispose() => Handle.Dispose();
}
