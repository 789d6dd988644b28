using System.Net;
using MiniKubelet.Api.Pki;
using MiniKubelet.Testing;

namespace MiniKubelet.Api.Tests.Pki;

public sealed class CertificateDirectoryTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("minikubelet-pki-");
    private readonly VirtualTime _time = new();

    private string Pki => Path.Combine(_root.FullName, "pki");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void KeysAreOnlyForTheirOwner()
    {
        Ensure();

        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Pki));
        foreach (var name in new[] { "ca.key", "server.key", "client.key" })
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(Pki, name)));
        }
    }

    [Fact]
    public void TheNextStartUsesTheSameCertificates() => Assert.Equal(Thumbprints(Ensure()), Thumbprints(Ensure()));

    [Fact]
    public void ANewNodeAddressMakesANewServingCertificateOnly()
    {
        var before = Ensure();

        var after = Ensure(IPAddress.Parse("192.0.2.9"));

        Assert.Equal(before.Authority.Thumbprint, after.Authority.Thumbprint);
        Assert.Equal(before.Client.Thumbprint, after.Client.Thumbprint);
        Assert.NotEqual(before.Server.Thumbprint, after.Server.Thumbprint);
        Assert.True(after.Server.MatchesHostname("192.0.2.9"));
        Assert.True(after.Server.MatchesHostname("node1"));
        Assert.True(after.Server.MatchesHostname("::1"));
    }

    [Fact]
    public void CertificatesAreRenewedAfterTwoThirdsOfTheirLife()
    {
        var before = Ensure();
        _time.Advance(TimeSpan.FromDays(240));
        Assert.Equal(Thumbprints(before), Thumbprints(Ensure()));

        _time.Advance(TimeSpan.FromDays(10));
        var after = Ensure();

        Assert.Equal(before.Authority.Thumbprint, after.Authority.Thumbprint);
        Assert.NotEqual(before.Server.Thumbprint, after.Server.Thumbprint);
        Assert.NotEqual(before.Client.Thumbprint, after.Client.Thumbprint);
    }

    [Theory]
    [InlineData("server.crt")]
    [InlineData("server.key")]
    [InlineData("client.key")]
    [InlineData("ca.key")]
    public void ADamagedFileIsReplacedTogetherWithWhatHangsOnIt(string name)
    {
        Ensure();
        File.WriteAllText(Path.Combine(Pki, name), "-----BEGIN CERTIFICATE-----\nhalf a fi");

        var repaired = Ensure();

        Assert.Equal(repaired.Authority.Subject, repaired.Server.Issuer);
        Assert.Equal(repaired.Authority.Subject, repaired.Client.Issuer);
        Assert.Equal(Thumbprints(repaired), Thumbprints(Ensure()));
    }

    [Fact]
    public void AKeyThatWasWrittenWithoutItsCertificateIsNotUsed()
    {
        // A crash between the two writes of a renewal leaves a new key beside the old certificate.
        Ensure();
        var other = Directory.CreateDirectory(Path.Combine(_root.FullName, "other")).FullName;
        new CertificateDirectory(other, "node1", [], _time).Ensure();
        File.Copy(Path.Combine(other, "server.key"), Path.Combine(Pki, "server.key"), overwrite: true);

        var repaired = Ensure();

        Assert.True(repaired.Server.HasPrivateKey);
        Assert.Equal(Thumbprints(repaired), Thumbprints(Ensure()));
    }

    private Certificates Ensure(IPAddress? nodeIp = null) => new CertificateDirectory(Pki, "node1", [nodeIp], _time).Ensure();

    private static string[] Thumbprints(Certificates all) =>
        [all.Authority.Thumbprint, all.Server.Thumbprint, all.Client.Thumbprint];
}
