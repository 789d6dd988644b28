namespace MiniKubelet.Agent.Logs;

/// <summary>A log request that cannot be served as asked: a 400 BadRequest of the API, in the kubelet's words.</summary>
public sealed class PodLogException : Exception
{
    internal PodLogException(string message)
        : base(message)
    {
    }
}
