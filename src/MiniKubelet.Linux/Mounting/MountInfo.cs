using System.Globalization;
using System.Text;

namespace MiniKubelet.Linux;

/// <summary>A line of /proc/self/mountinfo, see proc(5).</summary>
/// <param name="Id">Number of the mount.</param>
/// <param name="ParentId">Number of the mount it is on.</param>
/// <param name="Root">What of its file system is shown: <c>/</c>, or the source of a bind mount.</param>
/// <param name="MountPoint">Where; a real path without links.</param>
/// <param name="Options">Options of the mount, such as <c>rw,nosuid</c>.</param>
/// <param name="FileSystemType">Type, such as <c>tmpfs</c>.</param>
/// <param name="Source">What is mounted.</param>
/// <param name="SuperOptions">Options of the file system, such as <c>rw,size=1024k</c>.</param>
public sealed record MountInfo(
    int Id, int ParentId, string Root, string MountPoint, string Options, string FileSystemType, string Source, string SuperOptions)
{
    /// <summary>All mounts of this process's namespace.</summary>
    public static IReadOnlyList<MountInfo> Read() => [.. File.ReadLines("/proc/self/mountinfo").Select(Parse)];

    /// <summary>
    /// The mounts at or below a path that has no links in it, deepest first and the last mounted first: in the order to
    /// unmount them.
    /// </summary>
    public static IReadOnlyList<MountInfo> AtOrBelow(string path)
    {
        string below = path.TrimEnd('/') + "/";
        return
        [
            .. Read()
                .Where(mount => mount.MountPoint == path || mount.MountPoint.StartsWith(below, StringComparison.Ordinal))
                .Reverse()
                .OrderByDescending(mount => mount.MountPoint.Count(c => c == '/')),
        ];
    }

    /// <summary>Reads one line.</summary>
    /// <exception cref="FormatException">It is not one of mountinfo.</exception>
    public static MountInfo Parse(string line)
    {
        // 36 35 98:0 /root /mount/point rw,noatime shared:1 master:2 - ext3 /dev/root rw,errors=continue
        string[] fields = line.Split(' ');
        int separator = fields.Length > 6 ? Array.IndexOf(fields, "-", 6) : -1; // optional fields come before it
        if (separator < 0 || fields.Length < separator + 4)
        {
            throw new FormatException($"not a line of mountinfo: {line}");
        }

        return new MountInfo(
            int.Parse(fields[0], CultureInfo.InvariantCulture),
            int.Parse(fields[1], CultureInfo.InvariantCulture),
            Unescape(fields[3]),
            Unescape(fields[4]),
            fields[5],
            fields[separator + 1],
            Unescape(fields[separator + 2]),
            fields[separator + 3]);
    }

    /// <summary>Space, tab, line feed and backslash are written as three octal digits.</summary>
    private static string Unescape(string field)
    {
        if (!field.Contains('\\', StringComparison.Ordinal))
        {
            return field;
        }

        var text = new StringBuilder(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && i + 3 < field.Length)
            {
                text.Append((char)Convert.ToInt32(field.Substring(i + 1, 3), 8));
                i += 3;
            }
            else
            {
                text.Append(field[i]);
            }
        }

        return text.ToString();
    }
}
