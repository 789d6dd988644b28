using System.Globalization;

namespace MiniKubelet.Linux;

/// <summary>
/// What of this process stays in memory. Starting up touches most of the executable, code that is never needed again: those pages
/// are mapped from the file, unchanged, and can be given back at no cost but reading them again when they are needed after all.
/// </summary>
public static class WorkingSet
{
    /// <summary>Gives back the pages of the executable and its libraries, and free heap memory. Returns the bytes given back from files.</summary>
    public static long GiveBack()
    {
        long given = 0;
        foreach (Mapping mapping in Read(File.ReadLines("/proc/self/smaps")))
        {
            // Only what is exactly as in the file: a page that was written to would be lost.
            if (mapping.IsReadOnlyFile && !mapping.IsChanged && mapping.Resident > 0
                && Libc.madvise((nint)mapping.Start, (nuint)(mapping.End - mapping.Start), Libc.MADV_DONTNEED) == 0)
            {
                given += mapping.Resident;
            }
        }

        _ = Libc.malloc_trim(0);
        return given;
    }

    /// <summary>Reads the mappings of a process (proc(5), smaps).</summary>
    internal static IReadOnlyList<Mapping> Read(IEnumerable<string> smaps)
    {
        var mappings = new List<Mapping>();
        foreach (string line in smaps)
        {
            if (line.Length > 0 && char.IsAsciiHexDigitLower(line[0]))
            {
                mappings.Add(Header(line));
            }
            else if (mappings.Count > 0)
            {
                mappings[^1] = mappings[^1].With(line);
            }
        }

        return mappings;
    }

    private static Mapping Header(string line)
    {
        string[] fields = line.Split(' ', 6, StringSplitOptions.RemoveEmptyEntries);
        string[] range = fields[0].Split('-');
        return new Mapping(
            ulong.Parse(range[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            ulong.Parse(range[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            IsReadOnlyFile: !fields[1].Contains('w', StringComparison.Ordinal) && fields.Length == 6 && fields[5].StartsWith('/')
                && !fields[5].StartsWith("/memfd:", StringComparison.Ordinal),
            IsChanged: false,
            Resident: 0);
    }

    /// <summary>A mapping of the address space.</summary>
    /// <param name="Start">First address.</param>
    /// <param name="End">Address after the last.</param>
    /// <param name="IsReadOnlyFile">It shows a file and cannot be written to.</param>
    /// <param name="IsChanged">Some page differs from the file.</param>
    /// <param name="Resident">Bytes in memory.</param>
    internal readonly record struct Mapping(ulong Start, ulong End, bool IsReadOnlyFile, bool IsChanged, long Resident)
    {
        public Mapping With(string line) =>
            Kilobytes(line, "Rss:") is { } resident ? this with { Resident = resident * 1024 }
            : (Kilobytes(line, "Private_Dirty:") ?? Kilobytes(line, "Shared_Dirty:") ?? Kilobytes(line, "Anonymous:") ?? 0) > 0
                ? this with { IsChanged = true }
            : this;

        private static long? Kilobytes(string line, string name) =>
            line.StartsWith(name, StringComparison.Ordinal)
                ? long.Parse(line.AsSpan(name.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture)
                : null;
    }
}
