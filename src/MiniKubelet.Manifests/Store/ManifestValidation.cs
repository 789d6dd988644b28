namespace MiniKubelet.Manifests;

/// <summary>Checks manifests without a daemon, by the same code that reads them in one.</summary>
public static class ManifestValidation
{
    /// <summary>The path that stands for standard input.</summary>
    public const string StandardInput = "-";

    /// <summary>Reads files, folders and standard input as if all were in one manifest folder.</summary>
    /// <param name="paths">The paths; errors name files as they are given here.</param>
    /// <param name="standardInput">What "-" reads.</param>
    public static ManifestValidationResult ValidatePaths(IEnumerable<string> paths, Stream standardInput)
    {
        var inputs = new List<(FileRecord Record, byte[] Text)>();
        var ignored = new List<string>();
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            if (path == StandardInput)
            {
                using var buffer = new MemoryStream();
                standardInput.CopyTo(buffer);
                inputs.Add((new FileRecord { File = path }.Read(buffer.ToArray()), buffer.ToArray()));
            }
            else if (Directory.Exists(path))
            {
                ReadFolder(path, inputs, ignored);
            }
            else
            {
                inputs.Add(ReadFile(path, new FileInfo(path)));
            }
        }

        var builder = new SnapshotBuilder();
        foreach (var (record, _) in inputs)
        {
            foreach (var located in record.Objects)
            {
                builder.Add(located, record);
            }
        }

        return new ManifestValidationResult(
            builder.Build([.. inputs.Select(static input => input.Record)], ignored),
            inputs.ToDictionary(static input => input.Record.File, static input => input.Text, StringComparer.Ordinal));
    }

    private static void ReadFolder(string path, List<(FileRecord Record, byte[] Text)> inputs, List<string> ignored)
    {
        try
        {
            var folder = ManifestFolder.List(path);
            inputs.AddRange(folder.Manifests.Select(file => ReadFile(Path.Join(path, file.Name), file)));
            ignored.AddRange(folder.Ignored.Select(entry => Path.Join(path, Path.GetFileName(entry))));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            inputs.Add(Failed(path, $"the folder can't be read: {exception.Message}"));
        }
    }

    private static (FileRecord Record, byte[] Text) ReadFile(string name, FileInfo file) =>
        new FileRecord { File = name }.Read(file) is { } record
            ? (record, ManifestFolder.Read(file, out _) ?? [])
            : Failed(name, "no such file or folder");

    private static (FileRecord Record, byte[] Text) Failed(string name, string problem) =>
        (new FileRecord { File = name, Errors = [new ManifestError(name, 0, 0, "", problem)] }, []);
}
