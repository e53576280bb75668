{{ stage('cfets__central_parity') }}
