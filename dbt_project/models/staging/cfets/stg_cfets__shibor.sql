{{ stage('cfets__shibor') }}
