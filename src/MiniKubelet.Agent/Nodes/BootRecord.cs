using System.Text;
using MiniKubelet.Linux;

namespace MiniKubelet.Agent.Nodes;

/// <summary>Remembers on disk in which life of the machine the daemon last ran.</summary>
public sealed class BootRecord(string rootDirectory)
{
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private readonly string _path = Path.Join(rootDirectory, "boot-id");

    /// <summary>Notes the boot id; whether another one was noted before.</summary>
    public bool Note(string bootId)
    {
        try
        {
            var known = File.Exists(_path) ? File.ReadAllText(_path).Trim() : "";
            if (known != bootId)
            {
                AtomicFile.Write(_path, Encoding.UTF8.GetBytes(bootId + "\n"), Mode, durable: true);
            }

            return known.Length > 0 && known != bootId;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Only news depend on it: on a full disk they are told again at the next start, or not at all.
            return false;
        }
    }
}
