using MiniKubelet.Kubernetes;

namespace MiniKubelet.Manifests;

/// <summary>Puts the objects of all files together, each name once; the first that comes has it.</summary>
internal sealed class SnapshotBuilder
{
    private readonly Dictionary<ObjectKey, (IKubernetesObject Object, FileRecord Record)> _objects = [];
    private readonly Dictionary<string, ObjectKey> _uids = new(StringComparer.Ordinal);
    private readonly List<ManifestError> _errors = [];

    /// <summary>The file that has each name.</summary>
    public Dictionary<ObjectKey, string> Owners =>
        _objects.ToDictionary(static entry => entry.Key, static entry => entry.Value.Record.File);

    /// <summary>Adds an object, or an error that names both files if its name or UID is taken.</summary>
    public void Add(LocatedObject located, FileRecord record)
    {
        var key = ObjectKey.Of(located.Object);
        if (_objects.TryGetValue(key, out var first))
        {
            var file = first.Record.File;
            Refuse("metadata.name", $"{key} is in {file} too, which keeps it; give this one another name or remove one file");
        }
        else if (located.Object is Pod pod && !_uids.TryAdd(pod.Metadata.Uid, key))
        {
            var other = _uids[pod.Metadata.Uid];
            Refuse("metadata.uid", $"{other} in {_objects[other].Record.File} has this UID too; leave metadata.uid out");
        }
        else
        {
            _objects.Add(key, (located.Object, record));
        }

        void Refuse(string field, string message) =>
            _errors.Add(new ManifestError(record.File, located.Line, located.Column, field, message));
    }

    /// <summary>Makes the snapshot.</summary>
    public ManifestSnapshot Build(IReadOnlyList<FileRecord> files, IReadOnlyList<string> ignored)
    {
        var entries = _objects
            .OrderBy(static entry => entry.Key.Namespace, StringComparer.Ordinal)
            .ThenBy(static entry => entry.Key.Name, StringComparer.Ordinal)
            .Select(static entry => entry.Value)
            .ToList();
        return new ManifestSnapshot
        {
            Pods = entries
                .Where(static entry => entry.Object is Pod)
                .Select(static entry => ToManifest((Pod)entry.Object, entry.Record))
                .ToEquatableArray(),
            ConfigMaps = Of<ConfigMap>(),
            Secrets = Of<Secret>(),
            Namespaces = Of<Namespace>(),
            Errors = files.SelectMany(static file => file.Errors)
                .Concat(_errors)
                .OrderBy(static error => error.File, StringComparer.Ordinal)
                .ThenBy(static error => error.Line)
                .ThenBy(static error => error.Column)
                .ToEquatableArray(),
            Notes = files.SelectMany(static file => file.Notes).ToEquatableArray(),
            Ignored = ignored.ToEquatableArray(),
            Files = Owners.Select(static owner => KeyValuePair.Create(owner.Key.ToString(), owner.Value)).ToEquatableMap(),
        };

        EquatableArray<T> Of<T>() => entries.Select(static entry => entry.Object).OfType<T>().ToEquatableArray();
    }

    private static PodManifest ToManifest(Pod pod, FileRecord record) =>
        new(pod, record.File) { IsLastGood = record.Errors.Count > 0 };
}
