namespace MiniKubelet.Agent.Volumes;

/// <summary>A volume cannot be had; the message is the one of the pod's event, in the kubelet's words.</summary>
public sealed class VolumeException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The failure of setting up a whole volume (event FailedMount).</summary>
    internal static VolumeException SetUp(string volume, string reason, Exception? inner = null) =>
        new($"MountVolume.SetUp failed for volume \"{volume}\" : {reason}", inner);
}
