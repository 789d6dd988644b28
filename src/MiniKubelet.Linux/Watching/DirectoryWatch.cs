using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>
/// Wakes its one reader when something at a path may have changed: entries of the directory, or where the path leads
/// (the directory appears, goes, is replaced; a link on the way is re-pointed). A wake is a hint, never a description:
/// the reader lists again. Wakes that nobody has taken yet merge into one; an overflow of the kernel's queue is a wake.
/// Not seen: another file system mounted over the path, and changes behind links inside the directory; a slow re-list
/// with <see cref="Refresh"/> covers both.
/// </summary>
public sealed class DirectoryWatch : IDisposable
{
    private readonly Inotify _inotify;
    private readonly WatchChain _chain;
    private readonly SafeFileHandle _interrupt;
    private readonly Thread _thread;

    // One place is enough: a wake says "look", and looking once answers all of them.
    private readonly Channel<bool> _wakes = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private volatile bool _stopping;
    private volatile LinuxException? _error;

    /// <summary>Starts to watch an absolute path, which need not exist.</summary>
    /// <exception cref="LinuxException">No inotify instance can be had (EMFILE: fs.inotify.max_user_instances).</exception>
    public DirectoryWatch(string path)
        : this(path, new Inotify())
    {
        Start();
    }

    /// <summary>Sets the watches and does not read them before <see cref="Start"/>.</summary>
    internal DirectoryWatch(string path, Inotify inotify)
    {
        _inotify = inotify;
        _chain = new WatchChain(inotify, path);
        _interrupt = Libc.eventfd(0, Libc.EFD_CLOEXEC | Libc.EFD_NONBLOCK);
        if (_interrupt.IsInvalid)
        {
            inotify.Dispose();
            throw LinuxException.Last("eventfd");
        }

        _error = _chain.Walk();
        _thread = new Thread(Run) { IsBackground = true, Name = "inotify" };
    }

    /// <summary>
    /// Why some watch could not be set (ENOSPC: fs.inotify.max_user_watches), or null. While there is one, changes may
    /// go unseen: re-list slowly, and <see cref="Refresh"/> to try again.
    /// </summary>
    public LinuxException? Error => _error;

    /// <summary>Returns when something may have changed since the last return.</summary>
    /// <exception cref="ChannelClosedException">The watch was disposed of.</exception>
    public async ValueTask WaitAsync(CancellationToken cancellationToken) =>
        await _wakes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <summary>Has the path walked anew, and wakes. For the slow re-list, and after an <see cref="Error"/>.</summary>
    public void Refresh() => Interrupt();

    /// <summary>Stops watching.</summary>
    public void Dispose()
    {
        if (_stopping)
        {
            return;
        }

        _stopping = true;
        if (_thread.IsAlive)
        {
            Interrupt();
            _thread.Join();
        }

        _wakes.Writer.TryComplete();
        _inotify.Dispose();
        _interrupt.Dispose();
    }

    internal void Start() => _thread.Start();

    private void Interrupt() => _ = Libc.write(_interrupt, BitConverter.GetBytes(1UL), sizeof(ulong));

    private void Run()
    {
        try
        {
            Watch();
        }
        catch (Exception e) when (e is LinuxException or IOException)
        {
            _wakes.Writer.TryComplete(e);
        }
    }

    private void Watch()
    {
        Libc.PollDescriptor[] descriptors =
        [
            new() { Descriptor = (int)_inotify.Handle.DangerousGetHandle(), Events = Libc.POLLIN },
            new() { Descriptor = (int)_interrupt.DangerousGetHandle(), Events = Libc.POLLIN },
        ];
        byte[] count = new byte[sizeof(ulong)];
        while (true)
        {
            if (Libc.poll(descriptors, (nuint)descriptors.Length, -1) < 0 && LinuxException.LastErrno != Errno.EINTR)
            {
                throw LinuxException.Last("poll inotify");
            }

            if (_stopping)
            {
                return;
            }

            bool asked = Libc.read(_interrupt, count, (nuint)count.Length) > 0;
            WatchEffect effect = asked ? WatchEffect.Route : WatchEffect.None;
            foreach (InotifyEvent change in _inotify.Read())
            {
                effect = (WatchEffect)Math.Max((int)effect, (int)_chain.EffectOf(change));
            }

            // The wake comes after the watches stand: a change after the reader's listing wakes again.
            if (effect == WatchEffect.Route)
            {
                _error = _chain.Walk();
            }

            if (effect != WatchEffect.None)
            {
                _wakes.Writer.TryWrite(true);
            }
        }
    }
}
