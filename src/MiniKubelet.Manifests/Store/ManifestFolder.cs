namespace MiniKubelet.Manifests;

/// <summary>The names in a folder, told apart: manifests, and what isn't one.</summary>
/// <param name="Manifests">Manifests in ordinal order of their paths.</param>
/// <param name="Ignored">Paths of the rest, without hidden files.</param>
internal sealed record ManifestFolder(IReadOnlyList<FileInfo> Manifests, IReadOnlyList<string> Ignored)
{
    private static readonly string[] Extensions = [".yaml", ".yml", ".json"];

    /// <summary>Lists a folder; throws <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>.</summary>
    public static ManifestFolder List(string folder)
    {
        var entries = new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Where(static entry => !entry.Name.StartsWith('.'))
            .OrderBy(static entry => entry.FullName, StringComparer.Ordinal)
            .ToList();
        var manifests = entries.OfType<FileInfo>().Where(static file => Extensions.Contains(file.Extension)).ToList();
        return new ManifestFolder(manifests, [.. entries.Except(manifests).Select(static entry => entry.FullName)]);
    }

    /// <summary>Reads a manifest; null if it is gone. Gives a message instead of bytes if it must not or can't be read.</summary>
    public static byte[]? Read(FileInfo file, out string? problem)
    {
        problem = null;
        try
        {
            if (file.LinkTarget is not null)
            {
                // Whoever owns the target would own what this machine runs.
                problem = "is a symbolic link; only regular files are read";
            }
            else if ((file.UnixFileMode & UnixFileMode.OtherWrite) != 0)
            {
                problem = "can be written by everybody; take that right away (chmod o-w)";
            }
            else if (file.Length > ManifestLimits.FileBytes)
            {
                problem = $"larger than {ManifestLimits.FileBytes >> 20} MiB";
            }

            // A pipe is as long as an empty file, and opening one would block.
            return problem is not null || file.Length == 0 ? [] : File.ReadAllBytes(file.FullName);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            problem = $"can't be read: {exception.Message}";
            return [];
        }
    }
}
