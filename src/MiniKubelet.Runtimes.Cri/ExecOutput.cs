using System.Text;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

/// <summary>
/// Reads an ExecSyncResponse as it comes and keeps no more of its output than asked for. A command can print as much as the
/// runtime lets through, 16 MiB; with a probe in every pod, holding that in memory would be too much (CVE-2022-31030).
/// </summary>
internal static class ExecOutput
{
    /// <summary>The result; null when the stream holds no message.</summary>
    public static async Task<ExecResult?> ReadAsync(Stream stream, int limit, CancellationToken cancellationToken)
    {
        if (await GrpcFrames.ReadLengthAsync(stream, GrpcChannel.MaxMessageLength, cancellationToken) is not { } length)
        {
            return null;
        }

        var (stdout, stderr, exitCode) = (new MemoryStream(), new MemoryStream(), 0);
        var message = new MessageReader(stream, length);
        while (!message.AtEnd)
        {
            var tag = await message.ReadVarintAsync(cancellationToken);
            var (field, wireType) = ((int)(tag >> 3), (int)(tag & 7));
            switch (field, wireType)
            {
                case (ExecSyncResponse.StdoutFieldNumber, MessageReader.LengthDelimited):
                    await message.CopyBytesAsync(stdout, limit, cancellationToken);
                    break;

                case (ExecSyncResponse.StderrFieldNumber, MessageReader.LengthDelimited):
                    await message.CopyBytesAsync(stderr, limit, cancellationToken);
                    break;

                case (ExecSyncResponse.ExitCodeFieldNumber, MessageReader.Varint):
                    exitCode = (int)await message.ReadVarintAsync(cancellationToken);
                    break;

                default:
                    await message.SkipAsync(wireType, cancellationToken);
                    break;
            }
        }

        return new ExecResult(exitCode, Text(stdout, limit) + Text(stderr, limit - (int)stdout.Length));
    }

    private static string Text(MemoryStream bytes, int limit) =>
        Encoding.UTF8.GetString(bytes.GetBuffer(), 0, Math.Min((int)bytes.Length, limit));
}
