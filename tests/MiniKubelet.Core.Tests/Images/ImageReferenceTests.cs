using MiniKubelet.Images;

namespace MiniKubelet.Core.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("busybox", "docker.io/library/busybox", "", "")]
    [InlineData("busybox:1", "docker.io/library/busybox", "1", "")]
    [InlineData("user/app:1", "docker.io/user/app", "1", "")]
    [InlineData("index.docker.io/app", "docker.io/library/app", "", "")]
    [InlineData("docker.io/user/app", "docker.io/user/app", "", "")]
    [InlineData("localhost/app", "localhost/app", "", "")]
    [InlineData("localhost:5000/app:v1", "localhost:5000/app", "v1", "")]
    [InlineData("quay.io/a/b/c:1.2_3-x", "quay.io/a/b/c", "1.2_3-x", "")]
    [InlineData("HOST/app", "HOST/app", "", "")]
    [InlineData("[::1]:5000/app", "[::1]:5000/app", "", "")]
    [InlineData($"quay.io/app@{Digest}", "quay.io/app", "", Digest)]
    [InlineData($"quay.io/app:1@{Digest}", "quay.io/app", "1", Digest)]
    [InlineData(Digest, "docker.io/library/sha256", "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "")]
    public void ANameHasARepositoryATagAndADigest(string name, string repository, string tag, string digest)
    {
        Assert.Equal(new ImageReference(repository, tag, digest), ImageReference.Parse(name, out var error));
        Assert.Equal("", error);
    }

    [Theory]
    [InlineData("", "invalid reference format")]
    [InlineData("sp ace", "invalid reference format")]
    [InlineData("app:", "invalid reference format")]
    [InlineData("app@sha256:12", "invalid reference format")]
    [InlineData("a//b", "invalid reference format")]
    [InlineData("App", "invalid reference format: repository name (library/App) must be lowercase")]
    [InlineData("quay.io/My/App:V1", "invalid reference format: repository name (My/App) must be lowercase")]
    [InlineData(
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "invalid repository name (0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef), cannot specify 64-byte hexadecimal strings")]
    public void WhatIsNoNameIsSaidInTheKubeletsWords(string name, string problem)
    {
        Assert.Null(ImageReference.Parse(name, out var error));
        Assert.Equal($"couldn't parse image name \"{name}\": {problem}", error);
    }

    [Fact]
    public void ARepositoryHasAnEnd()
    {
        Assert.NotNull(ImageReference.Parse($"quay.io/{new string('a', 247)}", out _));
        Assert.Null(ImageReference.Parse($"quay.io/{new string('a', 248)}", out var error));
        Assert.EndsWith("repository name must not be more than 255 characters", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TheDigestIsTheOneOfTheRepositoryThatWasAskedFor()
    {
        string[] digests = [$"quay.io/other@{Digest}", $"busybox@{Digest}"];
        Assert.Equal($"busybox@{Digest}", ImageReference.PickDigest("docker.io/library/busybox:1", digests));
        Assert.Equal($"quay.io/other@{Digest}", ImageReference.PickDigest("quay.io/third:1", digests));
        Assert.Null(ImageReference.PickDigest("busybox", []));
    }
}
