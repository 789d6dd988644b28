using System.Security.Cryptography;

namespace MiniKubelet.Manifests;

/// <summary>What is known of one manifest file.</summary>
internal sealed record FileRecord
{
    /// <summary>The file's path.</summary>
    public required string File { get; init; }

    /// <summary>Hash of the text that was read last; empty if none has been.</summary>
    public string Hash { get; init; } = "";

    /// <summary>What the file asked for when it was last without errors.</summary>
    public EquatableArray<LocatedObject> Objects { get; init; } = [];

    /// <summary>What is wrong with the file now.</summary>
    public EquatableArray<ManifestError> Errors { get; init; } = [];

    /// <summary>What its author should know.</summary>
    public EquatableArray<ManifestNote> Notes { get; init; } = [];

    /// <summary>The record after reading the file; null if that is gone.</summary>
    public FileRecord? Read(FileInfo file) =>
        ManifestFolder.Read(file, out var problem) is not { } bytes ? null : problem is null ? Read(bytes) : Unreadable(problem);

    /// <summary>The record after reading a text; the same one if the text is.</summary>
    public FileRecord Read(ReadOnlySpan<byte> bytes)
    {
        var hash = Convert.ToHexString(SHA256.HashData(bytes));
        if (hash == Hash)
        {
            return this;
        }

        var content = ManifestReader.Read(File, bytes);
        return this with
        {
            Hash = hash,
            // A file counts as a whole: half of an edit is not what its author asked for.
            Objects = content.Errors.Count == 0 ? content.Located : Objects,
            Errors = content.Errors,
            Notes = content.Notes,
        };
    }

    private FileRecord Unreadable(string problem) =>
        this with { Hash = "", Errors = [new ManifestError(File, 0, 0, "", problem)], Notes = [] };
}
