using Microsoft.Win32.SafeHandles;

namespace MiniKubelet.Linux;

/// <summary>What an event means for the watched path.</summary>
internal enum WatchEffect
{
    /// <summary>Nothing: another entry of a directory on the way.</summary>
    None,

    /// <summary>The directory's content changed.</summary>
    Content,

    /// <summary>The path may lead elsewhere now: walk it again.</summary>
    Route,
}

/// <summary>
/// The watches on every directory that the resolution of a path passes, links included, and on its end. Each directory
/// is watched before its entry is looked up, so that no change in between goes unseen. Where the path does not exist
/// yet, the chain ends at the nearest directory that does.
/// </summary>
internal sealed class WatchChain(Inotify inotify, string path)
{
    private const int MaxLinks = 40; // as the kernel's own limit

    private const InotifyMask RouteMask = InotifyMask.Create | InotifyMask.Delete | InotifyMask.MovedFrom | InotifyMask.MovedTo |
        InotifyMask.DeleteSelf | InotifyMask.MoveSelf;

    private const InotifyMask ContentMask = RouteMask | InotifyMask.Modify | InotifyMask.CloseWrite | InotifyMask.Attrib;

    private const InotifyMask SelfMask = InotifyMask.DeleteSelf | InotifyMask.MoveSelf | InotifyMask.Ignored | InotifyMask.Unmount;

    private Dictionary<int, Link> _links = [];

    /// <summary>Walks the path and watches what it passes. The first watch that could not be set is returned; the rest stand.</summary>
    public LinuxException? Walk()
    {
        var links = new Dictionary<int, Link>();
        LinuxException? error = null;
        var pending = new Stack<string>(Components(path));
        int linksFollowed = 0;
        SafeFileHandle current = OpenRoot();
        try
        {
            while (pending.TryPop(out string? name))
            {
                Watch(current, RouteMask).Names.Add(name);
                SafeFileHandle child = Libc.openat(current, name, Libc.O_PATH | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
                if (child.IsInvalid)
                {
                    child.Dispose();
                    return error; // not there (yet): the watch on its directory will tell
                }

                if (FileStatus.Of(child).Kind != FileKind.SymbolicLink)
                {
                    current.Dispose();
                    current = child;
                    continue;
                }

                string target = Links.Read(child);
                child.Dispose();
                if (++linksFollowed > MaxLinks)
                {
                    return error;
                }

                foreach (string component in Components(target))
                {
                    pending.Push(component);
                }

                if (target.StartsWith('/'))
                {
                    current.Dispose();
                    current = OpenRoot();
                }
            }

            Watch(current, ContentMask).IsEnd = true;
            return error;
        }
        finally
        {
            current.Dispose();
            foreach (int stale in _links.Keys.Where(watch => !links.ContainsKey(watch)))
            {
                inotify.Remove(stale);
            }

            _links = links;
        }

        Link Watch(SafeFileHandle directory, InotifyMask mask)
        {
            try
            {
                int watch = inotify.Add(directory, mask, path);
                return links.TryGetValue(watch, out Link? link) ? link : links[watch] = new Link();
            }
            catch (LinuxException e)
            {
                error ??= e;
                return new Link();
            }
        }
    }

    /// <summary>What the event means here.</summary>
    public WatchEffect EffectOf(InotifyEvent change)
    {
        if (change.Mask.HasFlag(InotifyMask.Overflow))
        {
            return WatchEffect.Route;
        }

        if (!_links.TryGetValue(change.Watch, out Link? link))
        {
            return WatchEffect.None; // a watch we took away
        }

        if ((change.Mask & SelfMask) != 0 || link.Names.Contains(change.Name))
        {
            return WatchEffect.Route;
        }

        return link.IsEnd ? WatchEffect.Content : WatchEffect.None;
    }

    private static IEnumerable<string> Components(string path) =>
        path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(component => component != ".").Reverse();

    private static SafeFileHandle OpenRoot()
    {
        SafeFileHandle root = Libc.openat(Libc.AT_FDCWD, "/", Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        return root.IsInvalid ? throw LinuxException.Last("open /") : root;
    }

    private sealed class Link
    {
        /// <summary>Entries of this directory that the path passes.</summary>
        public HashSet<string> Names { get; } = [];

        /// <summary>This is where the path ends.</summary>
        public bool IsEnd { get; set; }
    }
}
