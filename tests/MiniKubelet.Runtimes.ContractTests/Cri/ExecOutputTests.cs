using System.Buffers.Binary;
using Google.Protobuf;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri;
using MiniKubelet.Runtimes.Cri.Grpc;
using MiniKubelet.Runtimes.Cri.V1;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Cri;

public sealed class ExecOutputTests
{
    [Theory]
    [InlineData("", "", 0, 100, "")]
    [InlineData("out\n", "err\n", 3, 100, "out\nerr\n")]
    [InlineData("out\n", "err\n", -1, 6, "out\ner")]
    [InlineData("out\n", "err\n", 255, 2, "ou")]
    [InlineData("out\n", "err\n", 1, 0, "")]
    public async Task OutputIsKeptUpToTheLimit(string stdout, string stderr, int exitCode, int limit, string expected)
    {
        var response = new ExecSyncResponse
        {
            Stdout = ByteString.CopyFromUtf8(stdout),
            Stderr = ByteString.CopyFromUtf8(stderr),
            ExitCode = exitCode,
        };

        Assert.Equal(new ExecResult(exitCode, expected), await ReadAsync(response.ToByteArray(), limit));
    }

    [Fact]
    public async Task LongOutputIsReadToItsEndForTheExitCode()
    {
        var response = new ExecSyncResponse { Stdout = ByteString.CopyFrom(new byte[1_000_000]), ExitCode = 9 };

        var result = await ReadAsync(response.ToByteArray(), 10);

        Assert.Equal((9, 10), (result!.ExitCode, result.Output.Length));
    }

    [Fact]
    public async Task FieldsOfALaterVersionArePassedOver()
    {
        byte[] later = [0x20, 0xAC, 0x02, 0x2A, 3, 1, 2, 3, 0x31, 1, 2, 3, 4, 5, 6, 7, 8, 0x3D, 1, 2, 3, 4];

        Assert.Equal(new ExecResult(5, ""), await ReadAsync([.. later, .. new ExecSyncResponse { ExitCode = 5 }.ToByteArray()], 10));
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 5, 1 })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1 })]
    [InlineData(new byte[] { 0x18 })]
    public async Task ABrokenMessageIsAnError(byte[] message)
    {
        Assert.Equal(GrpcStatusCode.Internal, (await Assert.ThrowsAsync<GrpcException>(() => ReadAsync(message, 10))).Code);
    }

    private static async Task<ExecResult?> ReadAsync(byte[] message, int limit)
    {
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return await ExecOutput.ReadAsync(new MemoryStream(frame), limit, CancellationToken.None);
    }
}
