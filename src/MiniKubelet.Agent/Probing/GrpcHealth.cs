using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MiniKubelet.Agent.Probing;

/// <summary>The two messages of grpc.health.v1 in gRPC's framing, written by hand: they have one field each.</summary>
internal static class GrpcHealth
{
    /// <summary>HealthCheckResponse.ServingStatus SERVING.</summary>
    public const int Serving = 1;

    private const int Prefix = 5;

    /// <summary>A framed HealthCheckRequest { string service = 1 }.</summary>
    public static byte[] Request(string service)
    {
        var message = new List<byte>();
        if (service.Length > 0)
        {
            var name = Encoding.UTF8.GetBytes(service);
            message.Add(0x0a);
            for (var rest = name.Length; ; rest >>= 7)
            {
                message.Add((byte)(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest));
                if (rest <= 0x7f)
                {
                    break;
                }
            }

            message.AddRange(name);
        }

        var frame = new byte[Prefix + message.Count];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Count);
        message.CopyTo(frame, Prefix);
        return frame;
    }

    /// <summary>The status of a framed HealthCheckResponse { ServingStatus status = 1 }; null if it is none.</summary>
    public static int? ServingStatus(ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Prefix || frame[0] != 0 || BinaryPrimitives.ReadInt32BigEndian(frame[1..]) != frame.Length - Prefix)
        {
            return null;
        }

        return frame[Prefix..] switch
        {
            [] => 0,
            [0x08, var status and < 0x80] => status,
            _ => null,
        };
    }

    /// <summary>The name of a status.</summary>
    public static string Name(int status) => status switch
    {
        0 => "UNKNOWN",
        Serving => "SERVING",
        2 => "NOT_SERVING",
        3 => "SERVICE_UNKNOWN",
        _ => status.ToString(CultureInfo.InvariantCulture),
    };
}
