using System.Text;
using MiniKubelet.Images;
using MiniKubelet.Runtime;

namespace MiniKubelet.Core.Tests.Images;

public sealed class RegistryKeyringTests
{
    /// <summary>The entries' hosts, ports and paths, and the repositories they open (keyring_test.go's rows and our own).</summary>
    [Theory]
    [InlineData("hello.example.com", "hello.example.com/app", true)]
    [InlineData("https://hello.example.com", "hello.example.com/app", true)]
    [InlineData("http://hello.example.com", "hello.example.com/app", true)]
    [InlineData("https://hello.example.com/v1/", "hello.example.com/app", true)]
    [InlineData("https://hello.example.com/v2/", "hello.example.com/app", true)]
    [InlineData("https://hello.example.com/v2/team", "hello.example.com/team/app", true)]
    [InlineData("*.example.com", "hello.example.com/app", true)]
    [InlineData("hello.*.com", "hello.example.com/app", true)]
    [InlineData("hello.example.*", "hello.example.com/app", true)]
    [InlineData("h*o.ex*e.c[a-o]m", "hello.example.com/app", true)]
    [InlineData("h[^e]llo.example.com", "hello.example.com/app", false)]
    [InlineData("*.*.example.com", "a.b.example.com/app", true)]
    [InlineData("*.example.com:1111", "hello.example.com:1111/app", true)]
    [InlineData("*.example.com/team", "hello.example.com/team/app", true)]
    [InlineData("*.example.com/te", "hello.example.com/team/app", true)]
    [InlineData("example.com", "hello.example.com/app", false)]
    [InlineData("*.example.com", "example.com/app", false)]
    [InlineData("*.*.example.com", "hello.example.com/app", false)]
    [InlineData("*.com", "hello.example.com/app", false)]
    [InlineData("*.example.com:1234", "hello.example.com:1111/app", false)]
    [InlineData("*.example.com", "hello.example.com:1111/app", false)]
    [InlineData("*.example.com:1111", "hello.example.com/app", false)]
    [InlineData("example.com:*", "example.com:1111/app", false)]
    [InlineData("hello.example.com/other", "hello.example.com/team/app", false)]
    [InlineData("[::1]:5000", "[::1]:5000/app", true)]
    [InlineData("hello[.example.com", "hello.example.com/app", false)]
    [InlineData("https://index.docker.io/v1/", "docker.io/library/busybox", true)]
    [InlineData("index.docker.io", "docker.io/user/app", true)]
    [InlineData("docker.io", "docker.io/library/busybox", true)]
    [InlineData("https://index.docker.io/v1/", "quay.io/user/app", false)]
    public void AnEntryOpensWhatItFits(string registry, string repository, bool opens) =>
        Assert.Equal(opens, RegistryKeyring.Lookup([Config((registry, "user"))], repository).Count == 1);

    [Fact]
    public void TheMoreParticularComesFirstAndAllThatFitAreTried() =>
        Assert.Equal(
            ["deep", "shallow", "second", "glob"],
            Users(
                [Config(("quay.io", "shallow"), ("quay.io/team/app", "deep"), ("*.io", "glob")), Config(("quay.io", "second"), ("gcr.io", "no"))],
                "quay.io/team/app"));

    [Fact]
    public void DockerHubsOwnNameIsAskedOnlyWhenNothingElseFits() =>
        Assert.Equal(["exact"], Users([Config(("index.docker.io", "hub"), ("docker.io/user", "exact"))], "docker.io/user/app"));

    [Fact]
    public void TheSameCredentialsAreTriedOnce() =>
        Assert.Equal(["me"], Users([Config(("quay.io", "me"), ("quay.io/team", "me"))], "quay.io/team/app"));

    private static IEnumerable<string?> Users(IEnumerable<DockerConfig> configs, string repository) =>
        RegistryKeyring.Lookup(configs, repository).Select(credentials => credentials.Username);

    private static DockerConfig Config(params (string Registry, string User)[] entries) => new(entries
        .Select(e => new DockerConfigEntry(e.Registry, new RegistryCredentials(e.User, "p", null, null)))
        .ToEquatableArray());
}

public sealed class DockerConfigTests
{
    private static readonly RegistryCredentials Me = new("me", "pass:word", null, null);

    [Theory]
    [InlineData("""{"auths": {"quay.io": {"username": "me", "password": "pass:word"}}}""")]
    [InlineData("""{"auths": {"quay.io": {"auth": "bWU6cGFzczp3b3Jk"}}}""")]
    [InlineData("""{"auths": {"quay.io": {"username": "x", "password": "y", "auth": "bWU6cGFzczp3b3Jk", "email": "a@b"}}, "HttpHeaders": {}}""")]
    [InlineData("""{"Auths": {"quay.io": {"Username": "me", "Password": "pass:word"}}, "credsStore": "x"}""")]
    public void AConfigJsonHasItsEntriesUnderAuths(string json) =>
        Assert.Equal(new DockerConfig([new DockerConfigEntry("quay.io", Me)]), DockerConfig.ParseConfigJson(Encoding.UTF8.GetBytes(json)));

    [Theory]
    [InlineData("bWU6cA==", "me", "p")]
    [InlineData("bWU6cA", "me", "p")]
    [InlineData("bWU6", "me", "")]
    [InlineData("bWU6cDpx", "me", "p:q")]
    public void TheAuthMayLackItsPadding(string auth, string username, string password)
    {
        var entry = Assert.Single(DockerConfig.ParseDockercfg(Encoding.UTF8.GetBytes($$"""{"quay.io": {"auth": "{{auth}}"} }""")).Entries);
        Assert.Equal(new RegistryCredentials(username, password, null, null), entry.Credentials);
    }

    [Fact]
    public void AnIdentityTokenIsKept()
    {
        var entry = Assert.Single(DockerConfig.ParseDockercfg("""{"quay.io": {"auth": "", "identitytoken": "t"}}"""u8.ToArray()).Entries);
        Assert.Equal("t", entry.Credentials.IdentityToken);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"auths": null}""")]
    [InlineData("""{"credsStore": "desktop"}""")]
    public void AConfigJsonMayKnowNothing(string json) =>
        Assert.Empty(DockerConfig.ParseConfigJson(Encoding.UTF8.GetBytes(json)).Entries);

    [Theory]
    [InlineData("hunter2")]
    [InlineData("[\"hunter2\"]")]
    [InlineData("""{"auths": "hunter2"}""")]
    [InlineData("""{"auths": {"quay.io": "hunter2"}}""")]
    [InlineData("""{"auths": {"quay.io": {"username": "hunter2\ud800", "password": "x"}}}""")]
    [InlineData("""{"auths": {"hunter2\ud800": {}}}""")]
    [InlineData("""{"auths": {"quay.io": {"auth": "hunter2!"}}}""")]
    [InlineData("""{"auths": {"quay.io": {"auth": "aHVudGVyMg=="}}}""")]
    [InlineData("""{"auths": {"quay.io": {"password": ["hunter2"]}}}""")]
    public void WhatIsBrokenIsAnErrorThatShowsNothingOfIt(string json)
    {
        var error = Assert.Throws<FormatException>(() => DockerConfig.ParseConfigJson(Encoding.UTF8.GetBytes(json)));
        Assert.DoesNotContain("hunter2", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("aHVudGVyMg", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void CredentialsDoNotShowThemselves() =>
        Assert.DoesNotContain("pass", $"{new DockerConfigEntry("quay.io", Me)}", StringComparison.Ordinal);
}
