using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>
/// The manifest folder: each scan tells what it asks for. A bad edit takes no object away: a file with errors keeps what it
/// asked for before, until it is mended or removed. Of two objects with one name the one that was there first stays.
/// <para>Not for concurrent use: one loop calls <see cref="Scan"/>. It doesn't watch; a scan reads every file and parses
/// those whose text has changed.</para>
/// </summary>
public sealed class ManifestStore
{
    private readonly string _folder;
    private Dictionary<string, FileRecord> _files;
    private Dictionary<ObjectKey, string> _owners = [];
    private IReadOnlyList<string> _ignored = [];

    /// <summary>Makes a store over a folder.</summary>
    /// <param name="folder">The folder; it may appear later.</param>
    /// <param name="accepted">The pods of the last snapshot before a restart; they stay if their files are broken by now.</param>
    public ManifestStore(string folder, IEnumerable<PodManifest> accepted)
    {
        _folder = Path.GetFullPath(folder);
        _files = accepted
            .GroupBy(static manifest => manifest.File, StringComparer.Ordinal)
            .ToDictionary(
                static group => group.Key,
                static group => new FileRecord
                {
                    File = group.Key,
                    Objects = group.Select(static manifest => new LocatedObject(manifest.Pod, 0, 0)).ToEquatableArray(),
                },
                StringComparer.Ordinal);
        foreach (var record in _files.Values)
        {
            Own(record);
        }
    }

    /// <summary>Reads the folder as it is now.</summary>
    public ManifestSnapshot Scan()
    {
        try
        {
            var folder = ManifestFolder.List(_folder);
            _files = folder.Manifests.Select(Read).OfType<FileRecord>()
                .ToDictionary(static record => record.File, StringComparer.Ordinal);
            _ignored = folder.Ignored;
            return Merge();
        }
        catch (DirectoryNotFoundException)
        {
            return Merge() with { FolderMissing = true };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var snapshot = Merge();
            var error = new ManifestError(_folder, 0, 0, "", $"the folder can't be read: {exception.Message}");
            return snapshot with { Errors = snapshot.Errors.Prepend(error).ToEquatableArray() };
        }
    }

    private FileRecord? Read(FileInfo file) =>
        (_files.GetValueOrDefault(file.FullName) ?? new FileRecord { File = file.FullName }).Read(file);

    // Owners first, so that whoever had a name keeps it; then by file.
    private ManifestSnapshot Merge()
    {
        var merge = new SnapshotBuilder();
        var files = _files.Values.OrderBy(static record => record.File, StringComparer.Ordinal).ToList();
        foreach (var owned in (bool[])[true, false])
        {
            foreach (var record in files)
            {
                foreach (var located in record.Objects.Where(located => IsOwner(located.Object, record.File) == owned))
                {
                    merge.Add(located, record);
                }
            }
        }

        _owners = merge.Owners;
        return merge.Build(files, _ignored);
    }

    private bool IsOwner(IKubernetesObject value, string file) => _owners.GetValueOrDefault(ObjectKey.Of(value)) == file;

    private void Own(FileRecord record)
    {
        foreach (var located in record.Objects)
        {
            _owners[ObjectKey.Of(located.Object)] = record.File;
        }
    }
}
