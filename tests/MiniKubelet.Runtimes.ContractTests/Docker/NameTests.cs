using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker;
using Xunit;

namespace MiniKubelet.Runtimes.ContractTests.Docker;

/// <summary>Names of objects and images.</summary>
public sealed class NameTests
{
    [Fact]
    public void ANameIsReadAsItWasWritten()
    {
        var name = new ObjectName("web", "my-pod.x", "default", "1c2d", 12);

        Assert.Equal("k8s_web_my-pod.x_default_1c2d_12", name.ToString());
        Assert.Equal(name, ObjectName.TryParse("/" + name));
        Assert.False(name.IsSandbox);
        Assert.True(ObjectName.TryParse("k8s_POD_a_b_c_0")!.IsSandbox);
    }

    [Theory]
    [InlineData("")]
    [InlineData("web")]
    [InlineData("k8s_web_pod_default_uid")]
    [InlineData("k8s_web_pod_default_uid_x")]
    [InlineData("k8s_web_pod_default_uid_-1")]
    [InlineData("k8s_web_pod_default_uid_1_2")]
    [InlineData("k8s__pod_default_uid_1")]
    [InlineData("K8S_web_pod_default_uid_1")]
    [InlineData("x/k8s_web_pod_default_uid_1")]
    public void OtherNamesAreNotOurs(string name) => Assert.Null(ObjectName.TryParse(name));

    [Theory]
    [InlineData("busybox", "busybox", "latest")]
    [InlineData("busybox:1.36", "busybox", "1.36")]
    [InlineData("localhost:5000/a/b", "localhost:5000/a/b", "latest")]
    [InlineData("localhost:5000/a/b:x", "localhost:5000/a/b", "x")]
    [InlineData("Registry.Example/a__b/c-d.e:V_1", "Registry.Example/a__b/c-d.e", "V_1")]
    [InlineData("[::1]:5000/a", "[::1]:5000/a", "latest")]
    [InlineData("a@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "a", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("a:1@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef", "a", "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    public void AnImagesNameIsSplit(string image, string name, string tag) => Assert.Equal((name, tag), ImageName.Split(image));

    [Theory]
    [InlineData("")]
    [InlineData("UPPER")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a/")]
    [InlineData("/a")]
    [InlineData("a:b:c")]
    [InlineData("a@sha256:123")]
    [InlineData("a?fromSrc=x")]
    [InlineData("../../etc")]
    [InlineData("a\n")]
    public void OtherNamesAreInvalid(string image)
    {
        Assert.False(ImageName.IsValid(image));
        Assert.Equal(RuntimeErrorKind.InvalidImageName, Assert.Throws<RuntimeException>(() => ImageName.Split(image)).Kind);
    }
}
